"""Who is banned, what becomes of what they write, and how a ban ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from blog.accounts import tokens
from blog.comments import proving
from blog.comments.commenters import keep_address
from blog.comments.models import Lane, Status
from blog.moderation import log
from blog.moderation.models import Ban, LogEntry, PersonNote, TrustChange
from blog.privacy import erasing
from tests.cast.site import Browser, Site
from tests.stories.desk import EMAIL, ban, decide, id_of, newest, one, remembered, settle, status_of, write


def test_what_a_banned_person_writes_is_kept_and_goes_to_the_probable_spam(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    """D11, D14: never a lost comment; the receipt tells nothing of it, and promises nothing false."""
    path = blog.publish(ada)
    settle(ada, waits="scored")
    sol = remembered(blog, nia, path, 3)
    receipt = write(blog, sol, path, "One before the ban.")
    assert ban(nia, "person", receipt).status == 303
    met = write(blog, sol, path, "One after the ban, in plain words.")
    assert status_of(blog, met) == Status.PENDING and newest(blog, met).lane == Lane.SPAM
    free = write(blog, blog.visitor(), path, "Somebody else.")
    assert status_of(blog, free) == Status.APPROVED
    assert "anned" not in met.words and "kettles" not in met.words
    card = nia.get("/desk/comments").words
    assert "Banned by Nia until November 8, 2026: Sells kettles." in card


@pytest.mark.parametrize(
    ("kind", "fields", "other"),
    [
        ("email", {"email": EMAIL}, {"email": "kim@example.org"}),
        ("host", {"website": "https://shop.bad.example/x"}, {"website": "https://good.example"}),
    ],
)
def test_a_ban_meets_what_it_names_and_nothing_else(
    blog: Site, ada: Browser, nia: Browser, kind: str, fields: dict[str, str], other: dict[str, str]
) -> None:
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "The first of these.", **fields)
    assert ban(nia, kind, receipt).status == 303
    again = {name: value.upper() if kind == "email" else value for name, value in fields.items()}
    met = write(blog, blog.visitor(), path, "The second of these.", **again)
    assert newest(blog, met).lane == Lane.SPAM
    assert newest(blog, write(blog, blog.visitor(), path, "A third, by another.", **other)).lane == Lane.GOOD


def test_a_typed_website_counts_with_what_lies_below_it(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    form = {"kind": "host", "value": "https://www.Bad.example/shop", "days": "0", "reason": "Spam."}
    assert nia.post("/desk/bans", form).status == 303
    met = write(blog, blog.visitor(), path, "Look at https://de.bad.example/kettle today.")
    assert newest(blog, met).lane == Lane.SPAM
    assert newest(blog, write(blog, blog.visitor(), path, "Not https://notbad.example/ this.")).lane == Lane.GOOD
    assert nia.post("/desk/bans", {**form, "value": "Bücher.example"}).status == 303
    for link in ("https://bücher.example/x", "https://www.xn--bcher-kva.example/y"):
        assert newest(blog, write(blog, blog.visitor(), path, f"Look at {link} today.")).lane == Lane.SPAM
    assert "until somebody lifts it" in nia.get("/desk/bans").words


def test_a_ban_of_a_network_keeps_a_code_only_as_long_as_it_holds(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "From the same house.")
    assert ban(nia, "network", receipt, days="0").status == 422
    assert ban(nia, "network", receipt, days="7").status == 303
    assert "The network: Sells kettles." in nia.open(f"/desk/people/{id_of(receipt)}").words
    code = one(blog, receipt).prefix_hash
    assert code and code not in nia.get("/desk/bans").html
    assert newest(blog, write(blog, blog.visitor(), path, "A neighbour.")).lane == Lane.SPAM
    blog.clock.step(days=7)
    assert newest(blog, write(blog, blog.visitor(), path, "A week later.")).lane == Lane.GOOD
    assert "Nobody is banned" in nia.get("/desk/bans").words
    nia.post("/desk/bans", {"kind": "email", "value": "x@bad.example", "days": "1", "reason": "Another."})
    with blog.reading() as db:
        assert [found.matter for found in db.scalars(select(Ban).where(Ban.kind == "network"))] == [""]


def test_a_ban_is_lifted_and_undone(blog: Site, ada: Browser, nia: Browser, omar: Browser) -> None:
    """D6: undo of anything, bans as well."""
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "Words.", email=EMAIL)
    decide(nia, blog, receipt, "approved")
    ban(nia, "email", receipt)
    assert ban(omar, "email", receipt).status == 409
    queue = nia.get("/desk/comments")
    assert "Your last decision: a ban." in queue.words
    after = nia.follow(queue.send("/desk/undos"))
    assert "Undone: the ban is lifted." in after.words and status_of(blog, receipt) == Status.APPROVED
    assert newest(blog, write(blog, blog.visitor(), path, "Free again.", email=EMAIL)).lane == Lane.GOOD
    assert "1 comment approved" in nia.get("/desk/comments").words
    ban(nia, "email", receipt)
    page = omar.get("/desk/bans")
    assert omar.follow(page.send("ban", "lift")).status == 200
    with blog.reading() as db:
        last = db.scalars(select(Ban).order_by(Ban.id.desc())).first()
    assert omar.post("/desk/bans", {"action": "lift", "ban": str(last.id)}).status == 409
    words = omar.get("/desk/log?kind=ban").words
    assert words.count("ban lifted") == 2 and "Omar" in words
    with blog.reading() as db:
        assert log.verify(db) == []


def test_a_ban_that_has_ended_stands_in_the_way_of_no_undo(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "Words.", email=EMAIL)
    decide(nia, blog, receipt, "approved")
    ban(nia, "email", receipt, days="1")
    blog.clock.step(days=2)
    nia.post("/desk/undos", {})
    assert nia.post("/desk/undos", {}).status == 303
    assert status_of(blog, receipt) == Status.PENDING


def test_many_moderators_who_ban_the_same_at_once_make_one_ban(blog: Site, ada: Browser) -> None:
    """N7."""
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "Words.", email=EMAIL)
    desks = [blog.staff(f"Mod{number}", "moderator") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        bans = [page.status for page in pool.map(lambda desk: ban(desk, "email", receipt), desks)]
        switch = {"rule": "moderated", "reason": "A race."}
        began = [page.status for page in pool.map(lambda desk: desk.post("/desk/emergency", switch), desks)]
    assert sorted(bans) == sorted(began) == [303, *[409] * 5]
    with blog.reading() as db:
        assert log.verify(db) == []
        assert sum(entry.subject.startswith("ban:") for entry in db.scalars(select(LogEntry))) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "host", "value": "com", "days": "7", "reason": "x"},
        {"kind": "email", "value": "nobody", "days": "7", "reason": "x"},
        {"kind": "email", "value": "a@b.example", "days": "8", "reason": "x"},
        {"kind": "email", "value": "a@b.example", "days": "7", "reason": ""},
        {"kind": "role", "value": "owner", "days": "7", "reason": "x"},
    ],
)
def test_a_ban_that_says_too_little_keeps_what_was_typed(blog: Site, nia: Browser, form: dict[str, str]) -> None:
    page = nia.post("/desk/bans", form)
    assert page.status == 422 and "Nobody is banned" in page.words
    if form["kind"] in ("host", "email"):
        assert page.form("value").value("value") == form["value"]


def test_a_ban_from_a_persons_page_stays_with_the_person(blog: Site, ada: Browser, nia: Browser) -> None:
    receipt = write(blog, blog.visitor(), blog.publish(ada), "Buy kettles.", email=EMAIL)
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    refused = ban(nia, "email", receipt, days="7", reason="")
    assert refused.status == 422 and "Say in up to 200 characters why." in refused.words
    assert EMAIL in refused.words and '<details class="ban" open>' in refused.html
    assert refused.form("days").value("days") == "7"
    done = nia.follow(refused.send("days", "ban", reason="So it is."))
    assert done.path.startswith(place) and "Banned. What comes from there" in done.words and "So it is." in done.words


def test_bans_and_trust_go_along_when_a_device_proves_its_address(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    sol = remembered(blog, nia, path, 1)
    receipt = write(blog, sol, path, "With my address now.", email=EMAIL)
    ban(nia, "person", receipt)
    now = blog.clock()
    commenter = blog.house.database.write(lambda db: keep_address(db, EMAIL, now))
    about = {"comment": id_of(receipt), "commenter": commenter.public_id}
    token = tokens.make_token(blog.house.keys, proving.PROOF, now, about)
    assert sol.post(f"/-/proofs/{token}", {}).status == 303
    assert newest(blog, receipt).lane == Lane.SPAM
    assert newest(blog, write(blog, sol, path, "Still banned.", email=EMAIL)).lane == Lane.SPAM
    assert f"Has shown that {EMAIL} is theirs." in nia.open(f"/desk/people/{id_of(receipt)}").words


def test_who_is_forgotten_leaves_no_note_no_ban_and_no_word_in_the_log(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    sol = remembered(blog, nia, path, 1)
    receipt = write(blog, sol, path, "With an address.", email=EMAIL, website="https://sol.example")
    now = blog.clock()
    commenter = blog.house.database.write(lambda db: keep_address(db, EMAIL, now))
    about = {"comment": id_of(receipt), "commenter": commenter.public_id}
    sol.post(f"/-/proofs/{tokens.make_token(blog.house.keys, proving.PROOF, now, about)}", {})
    place = nia.open(f"/desk/people/{id_of(receipt)}").path
    assert nia.post(place, {"action": "note", "note": "Sol-note."}).status == 303
    assert nia.post(place, {"action": "trust", "reason": "Sol-trust."}).status == 303
    for kind in ("person", "email", "host", "network"):
        assert ban(nia, kind, receipt, reason=f"Sol-{kind}.").status == 303
    assert "Sol-host." in nia.get("/desk/bans").words
    blog.house.database.write(lambda db: erasing.erase_texts(db, EMAIL, "Anonymous", blog.clock()))
    with blog.reading() as db:
        assert log.verify(db) == []
    for page in ("/desk/bans", "/desk/log", "/desk/log/file?format=jsonl", "/desk/comments?status=deleted"):
        assert "Sol-" not in nia.get(page).html, page
    assert blog.count(Ban) == blog.count(PersonNote) == blog.count(TrustChange) == 0
    assert nia.get(place).status == 404
