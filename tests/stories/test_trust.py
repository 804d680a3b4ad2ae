"""Who waits and who is trusted, under every policy and in an emergency."""

from __future__ import annotations

import pytest

from blog.comments.models import Status
from blog.moderation import log
from tests.cast.site import Browser, Site
from tests.stories.desk import EMAIL, decide, id_of, remembered, settle, status_of, write


def test_whoever_has_earned_trust_need_not_wait_where_the_owner_says_so(blog: Site, ada: Browser, nia: Browser) -> None:
    """D12, M3: on a device that is remembered, three approved; the approval stands in the log with the policy."""
    path = blog.publish(ada)
    sol = remembered(blog, nia, path)
    waits = write(blog, sol, path, "Under the rule a new blog has, even I wait.")
    assert status_of(blog, waits) == Status.PENDING
    settle(ada, waits="strangers")
    decide(nia, blog, waits, "approved")
    receipt = write(blog, sol, path, "Now I am read at once.")
    assert status_of(blog, receipt) == Status.APPROVED
    assert "is trusted here" in receipt.words and "on the page" in receipt.words
    assert "Now I am read at once." in blog.visitor().get(path).words
    log_page = nia.get("/desk/log?who=policy")
    assert "the policy" in log_page.words and "trusted here" in log_page.words
    assert decide(nia, blog, receipt, "pending").status == 303
    assert "Now I am read at once." not in blog.visitor().get(path).words
    with blog.reading() as db:
        assert log.verify(db) == []


def test_a_typed_name_and_address_earn_nothing(blog: Site, ada: Browser, nia: Browser) -> None:
    """M3."""
    path = blog.publish(ada)
    settle(ada, waits="strangers", trust_after="1")
    remembered(blog, nia, path, 2)
    for number in range(3):
        receipt = write(blog, blog.visitor(), path, f"I say I am Sol, time {number}.", email=EMAIL)
        assert status_of(blog, receipt) == Status.PENDING
        decide(nia, blog, receipt, "approved")


def test_where_nobody_has_shown_who_they_are_the_page_says_so_and_writes_to_nobody(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    """M3, and rule 6 of the letters: a moderator cannot have one sent that its reader has not asked for."""
    receipt = write(blog, blog.visitor(), blog.publish(ada), "Typed only.", email=EMAIL)
    page = nia.open(f"/desk/people/{id_of(receipt)}")
    assert "Nobody has shown who wrote this." in page.words and "have the device remembered" in page.words
    assert "letter" not in page.words, "without a mail server nothing promises a mail"
    assert nia.post(page.path, {"action": "trust", "reason": "All the same."}).status == 404


def test_a_change_of_a_trusted_writer_waits(blog: Site, ada: Browser, nia: Browser) -> None:
    """M4."""
    path = blog.publish(ada)
    sol = remembered(blog, nia, path)
    settle(ada, waits="strangers")
    receipt = write(blog, sol, path, "What I said at first.")
    sol.post(receipt.path, {"action": "edit", "body": "What I made of it: something else."})
    assert status_of(blog, receipt) == Status.PENDING
    assert "What I said at first." in blog.visitor().get(path).words


def test_trust_is_lost_by_what_is_turned_down(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    sol = remembered(blog, nia, path)
    settle(ada, waits="strangers")
    receipt = write(blog, sol, path, "One that goes wrong.")
    assert status_of(blog, receipt) == Status.APPROVED
    decide(nia, blog, receipt, "rejected")
    assert status_of(blog, write(blog, sol, path, "And the next one waits.")) == Status.PENDING
    page = nia.open(f"/desk/people/{id_of(receipt)}")
    assert "Not trusted: 1 comment was rejected or spam." in page.words
    nia.post("/desk/undos", {})
    assert "Trusted: 4 comments approved" in nia.open(f"/desk/people/{id_of(receipt)}").words.replace("3", "4")


def test_a_moderator_gives_trust_and_takes_it_and_says_why(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    settle(ada, waits="strangers")
    sol = remembered(blog, nia, path, 1)
    receipt = write(blog, sol, path, "Not trusted yet.")
    assert status_of(blog, receipt) == Status.PENDING
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    unsaid = nia.post(place, {"action": "trust", "reason": " "})
    assert unsaid.status == 422 and "Say in up to 200 characters why" in unsaid.words
    assert nia.post(place, {"action": "trust", "reason": "A neighbour of mine."}).status == 303
    assert status_of(blog, write(blog, sol, path, "By hand, at once.")) == Status.APPROVED
    assert nia.post(place, {"action": "trust", "reason": "Again."}).status == 409
    assert nia.post(place, {"action": "distrust", "reason": "Lent the telephone."}).status == 303
    assert status_of(blog, write(blog, sol, path, "Taken away, so it waits.")) == Status.PENDING
    page = nia.get(place)
    assert "A neighbour of mine." in page.words and "Lent the telephone." in page.words
    lines = nia.get("/desk/log?kind=trust").words
    assert "A neighbour of mine." in lines and "Lent the telephone." in lines


def test_what_a_policy_let_through_has_earned_nothing(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    sol = remembered(blog, nia, path, 1)
    settle(ada, waits="scored")
    for number in range(4):
        assert status_of(blog, write(blog, sol, path, f"Let through, number {number}.")) == Status.APPROVED
    settle(ada, waits="strangers")
    assert status_of(blog, write(blog, sol, path, "And still a stranger.")) == Status.PENDING


def test_only_what_scores_waits_where_the_owner_says_so(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    settle(ada, waits="scored")
    assert status_of(blog, write(blog, blog.visitor(), path, "Plain words.")) == Status.APPROVED
    linked = write(blog, blog.visitor(), path, "See https://new.example/ and tell me.")
    assert status_of(blog, linked) == Status.PENDING
    assert "new.example" not in linked.words.split("Why it waits")[1]
    trapped = write(blog, blog.visitor(), path, "Cheap kettles.", website="https://other.example")
    assert status_of(blog, trapped) == Status.PENDING
    assert "It appears at once, or as soon as a moderator has read it." in blog.visitor().get(path).words


def test_a_check_that_fails_lets_nobody_pass(blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """M5."""
    path = blog.publish(ada)
    settle(ada, waits="scored", wait_from="3")
    assert status_of(blog, write(blog, blog.visitor(), path, "Before it fails.")) == Status.APPROVED

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("blog.moderation.checks.find_ban", broken)
    assert status_of(blog, write(blog, blog.visitor(), path, "After it failed.")) == Status.PENDING


@pytest.mark.parametrize(
    ("field", "value"),
    [("waits", "nothing"), ("trust_after", "0"), ("trust_after", "x"), ("wait_from", "0"), ("wait_from", "-1"),
     ("wait_from", "nan"), ("wait_from", "1e9")],
)  # fmt: skip
def test_a_policy_that_is_none_is_refused(blog: Site, ada: Browser, field: str, value: str) -> None:
    page = ada.post("/desk/settings", {"title": "A blog", "time_zone": "UTC", "language": "en", field: value})
    assert page.status == 422


def test_the_moderation_page_tells_the_policy_in_force(blog: Site, ada: Browser, nia: Browser) -> None:
    page = blog.visitor().get("/moderation").words
    assert "Every comment waits until a moderator has read it." in page and "trusted" not in page
    settle(ada, waits="strangers", trust_after="5")
    page = blog.visitor().get("/moderation").words
    assert "Trust is earned by 5 comments" in page and "Every comment waits" not in page
    settle(ada, waits="scored")
    assert "the comment appears at once" in blog.visitor().get("/moderation").words
    nia.post("/desk/emergency", {"rule": "moderated", "reason": "A flood."})
    page = blog.visitor().get("/moderation").words
    assert "For now every comment waits" in page and "A flood." not in page


def test_in_an_emergency_everything_waits_until_a_moderator_ends_it(blog: Site, ada: Browser, nia: Browser) -> None:
    """D23."""
    path = blog.publish(ada)
    settle(ada, waits="scored")
    assert nia.get("/desk/emergency").send("reason", "begin", reason="Five hundred in an hour.").status == 303
    assert status_of(blog, write(blog, blog.visitor(), path, "In the middle of it.")) == Status.PENDING
    page = ada.open(path).send("comment-form", body="Even the owner.")
    assert status_of(blog, ada.follow(page)) == Status.PENDING
    for place in ("/desk/comments", "/desk/bans", "/desk/log", "/desk/reasons", "/desk"):
        words = nia.get(place).words
        assert "Everything waits" in words and "Nia" in words and "Five hundred in an hour." in words, place
    assert nia.post("/desk/emergency", {"rule": "closed", "reason": "Again."}).status == 409
    assert ada.get("/desk").send("/desk/emergency", "end").status == 303
    assert "Five hundred in an hour." not in nia.get("/desk/comments").words
    assert "Five hundred in an hour." in nia.get("/desk/emergency").words
    assert status_of(blog, write(blog, blog.visitor(), path, "After it.")) == Status.APPROVED
    assert nia.post("/desk/emergency", {"action": "end"}).status == 409
    with blog.reading() as db:
        assert log.verify(db) == []


def test_an_emergency_can_close_all_comments_at_once(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    sol = blog.visitor()
    page = sol.open(path)
    nia.post("/desk/emergency", {"rule": "closed", "reason": "A quarrel."})
    refused = page.send("comment-form", body="A word too late.", name="Sol")
    assert refused.status == 403 and "A word too late." in refused.html and "A quarrel." not in refused.html
    assert "comment-form" not in sol.get(path).html
    nia.post("/desk/emergency", {"action": "end"})
    assert "comment-form" in sol.get(path).html
