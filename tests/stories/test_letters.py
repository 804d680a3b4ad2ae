"""Letters to readers: only to those who asked, through a real mail server, and ended with one click."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, Commenter, Following
from blog.moderation.announcing import UNDO_TIME
from tests.cast.site import Browser, Page, Site
from tests.servers.smtp import PostOffice
from tests.stories.test_first_day import waiting

READER = "Sol@Example.org"
UNDO_MINUTES = UNDO_TIME.total_seconds() / 60 + 1


class Post:
    """A blog with a mail server, a published post, and what lies in the readers' mailboxes."""

    def __init__(self, blog: Site, owner: Browser, office: PostOffice) -> None:
        self.blog, self.owner, self.office = blog, owner, office
        self.path = blog.publish(owner)

    def say(self, body: str, **fields: str) -> Page:
        self.blog.clock.step(minutes=1)
        return self.blog.say(self.path, body=body, **fields)

    def decide(self, decision: str = "approved", reason: str = "") -> None:
        """Everything that waits."""
        for key in waiting(self.owner):
            form = {"comment": key, "decision": decision, "reason": reason}
            assert self.owner.post("/desk/decisions", form).status == 303

    def letters(self) -> list[EmailMessage]:
        """What readers got since the last look; what the staff gets is not counted."""
        self.blog.work()
        taken, self.office.letters = self.office.letters, []
        return [letter for readers, letter in taken if readers != ["ada@example.org"]]

    def later(self, **by: float) -> list[EmailMessage]:
        self.blog.clock.step(**by)
        return self.letters()

    def only(self, letters: list[EmailMessage]) -> EmailMessage:
        assert len(letters) == 1, [letter["Subject"] for letter in letters]
        return letters[0]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def post(blog: Site, ada: Browser, office: PostOffice) -> Post:
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url=office.url)
    return Post(blog, ada, office)


def words_of(letter: EmailMessage) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def link_in(letter: EmailMessage, kind: str) -> str:
    """The path behind the first link of the letter to /-/mail/ or /-/proofs/."""
    found = re.search(rf"https?://\S+/-/{kind}/\S+", words_of(letter))
    assert found is not None, words_of(letter)
    return urlsplit(found.group()).path


def said_yes(post: Post, answers: str = "answers", **fields: str) -> str:
    """A comment whose writer is told of answers and has confirmed it; its public id."""
    receipt = post.say("Who has the second kettle?", email=READER, follow=answers, **fields)
    link = link_in(post.only(post.letters()), "mail")
    page = post.blog.visitor().open(link).send("following", "confirm")
    assert "Done. You will be told." in page.browser.follow(page).words
    return receipt.path.split("/")[2]


def test_a_reader_asks_says_yes_gets_the_answer_and_ends_it_with_one_click(post: Post) -> None:
    """C11, S7, X11"""
    own = said_yes(post)
    post.decide()
    post.say("It is http://evil.example/x, ask me@evil.example or evil.example.", name="Kim", parent=own)
    post.decide()
    assert post.letters() == [], "as long as the decision can be undone, nobody hears of it"
    letter = post.only(post.later(minutes=UNDO_MINUTES))
    assert (letter["To"], letter.get_content_type()) == ("Sol@example.org", "text/plain")
    assert letter["Subject"] == "A new comment: The second kettle"
    words = words_of(letter)
    assert "Kim wrote under “The second kettle”:\n\n    It is http[:]//evil[.]example/x, ask me[at]evil" in words
    assert {urlsplit(link).hostname for link in re.findall(r"https?://\S+", words)} == {"localhost"}
    leave = str(letter["List-Unsubscribe"]).strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    robot = post.blog.visitor()
    for path in re.findall(r"http://localhost:8000(/\S+)", words):
        assert robot.get(path).status in (200, 303), "looking changes nothing"
    click = robot.post(urlsplit(leave).path, {"List-Unsubscribe": "One-Click"}, origin="null")
    assert click.status == 200
    post.say("Another answer.", name="Kim", parent=own)
    post.decide()
    assert post.later(minutes=UNDO_MINUTES) == []


def test_the_letter_that_asks_holds_no_word_of_a_stranger(post: Post) -> None:
    receipt = post.say(
        "Buy pills at evil.example", name="Evil Name", email=READER, follow="all", website="evil.example"
    )
    assert "A letter asks S…@example.org for a yes" in receipt.words
    letter = post.only(post.letters())
    text = f"{letter['Subject']}\n{words_of(letter)}"
    for foreign in ("pills", "Evil", "evil", "kettle"):
        assert foreign not in text
    links = set(re.findall(r"https?://\S+", words_of(letter)))
    assert links == {"http://localhost:8000,", f"http://localhost:8000{link_in(letter, 'mail')}"}


def test_a_stranger_who_types_an_address_causes_one_letter_a_day_and_no_more(post: Post) -> None:
    received = []
    for hour in range(48):
        post.blog.clock.step(hours=1)
        for follow in ("answers", "all"):
            page = post.say(f"Word {hour} {follow}.", name=f"Name {hour}", email=READER.swapcase(), follow=follow)
            page.send("follow", "follow", follow="all", outcome="yes")
            page.browser.post(page.path, {"action": "prove"})
        received += post.letters()
        post.decide()
    received += post.later(days=1)
    assert 1 <= len(received) <= 4
    assert {letter["Subject"] for letter in received} <= {
        "A new blog: shall we write to you?", "A new blog: is this address yours?"
    }  # fmt: skip


def test_whoever_wants_no_letter_gets_none_whoever_asks(post: Post) -> None:
    post.say("One.", email=READER, follow="all")
    link = link_in(post.only(post.letters()), "mail")
    assert 'value="refuse"' in post.blog.visitor().open(link).html
    assert post.blog.visitor().post(link, {"action": "refuse"}).status == 303
    for day in range(3):
        post.blog.clock.step(days=2)
        receipt = post.say(f"Again {day}.", email=READER, follow="all")
        receipt.browser.post(receipt.path, {"action": "prove"})
        post.decide()
        assert post.later(hours=1) == []
    allowed = post.blog.visitor().post(link, {"action": "allow"})
    assert "Letters can be asked for again." in allowed.browser.follow(allowed).words
    post.say("At last.", email=READER, follow="all")
    assert len(post.letters()) == 1


def test_from_the_probable_spam_no_letter_goes_out_before_a_moderator_has_read_it(post: Post) -> None:
    reader = post.blog.visitor()
    fields = dict(reader.open(post.path).form("comment-form").fields)
    typed = {"body": "A b.", "name": "S", "email": READER, "follow": "all", "subject": "a trap"}
    page = reader.post("/comments", {**fields, **typed})
    receipt = reader.follow(page)
    assert "once your comment is approved" in receipt.words
    assert 'value="prove"' not in receipt.html
    assert reader.post(receipt.path, {"action": "prove"}).status == 403
    assert post.later(days=2) == []
    post.decide()
    assert post.letters() == []
    assert post.only(post.later(minutes=UNDO_MINUTES))["Subject"] == "A new blog: shall we write to you?"


def test_a_follower_hears_nothing_of_what_is_not_on_the_page_any_more(post: Post) -> None:
    said_yes(post, "all")
    post.decide()
    post.say("Undone.", name="Kim")
    post.decide()
    post.owner.open("/desk/comments").send("/desk/undos")
    assert post.later(minutes=UNDO_MINUTES) == []
    post.decide()
    post.blog.clock.step(minutes=UNDO_MINUTES)
    post.office.mood.rcpt = "450 4.2.1 Come back later"
    assert post.letters() == [], "the server takes nothing at the moment"
    for key in re.findall(r'name="comment"[^>]*value="([^"]+)"', post.owner.get("/desk/comments?status=approved").html):
        post.owner.post("/desk/decisions", {"comment": key, "decision": "deleted"})
    post.office.mood.rcpt = "250 OK"
    assert post.later(days=1) == []


def test_an_undo_takes_the_letters_back_also_of_many_at_once(post: Post) -> None:
    """D6: nobody is told what a moderator has taken back, whether the decision was on one or on many."""
    links = []
    for number in range(3):
        receipt = post.say(f"Comment {number}.", email=f"reader{number}@example.org", follow="answers")
        assert "about ten minutes after the decision" in receipt.words
        receipt.send("follow", "follow", follow="answers", outcome="yes")
    for letter in post.letters():
        links.append(link_in(letter, "mail"))
        page = post.blog.visitor().open(links[-1])
        assert page.send("following", "confirm").status == 303
    assert "about ten minutes after the decision" in post.blog.visitor().open(links[0]).words
    picks = [("comment", key) for key in waiting(post.owner)]
    assert post.owner.post("/desk/decisions", [*picks, ("decision", "rejected")]).status == 303
    assert post.later(minutes=9) == []
    assert post.owner.open("/desk/comments").send("/desk/undos").status == 303
    assert post.later(minutes=UNDO_MINUTES) == []
    assert post.later(days=2) == []
    assert post.owner.post("/desk/decisions", [("comment", key) for key in waiting(post.owner)]
                           + [("decision", "approved")]).status == 303  # fmt: skip
    told = post.later(minutes=UNDO_MINUTES)
    assert [letter["Subject"] for letter in told] == ["Your comment is on the page: The second kettle"] * 3


def test_once_a_day_is_one_letter_a_day_with_what_is_new(post: Post) -> None:
    said_yes(post, "all")
    with post.blog.reading() as db:
        wish = db.scalars(select(Following)).one()
        link = "/-/mail/" + db.scalars(select(Commenter.public_id)).one()
    assert post.blog.visitor().get(link).status == 404, "the link ends in its signature"
    post.decide()
    post.say("A first one.", name="Kim")
    post.decide()
    letter = post.only(post.later(minutes=UNDO_MINUTES))
    page = post.blog.visitor().open(link_in(letter, "mail"))
    assert page.send(f"pace-{wish.id}", "save", **{f"pace-{wish.id}": "daily"}).status == 303
    for number in range(3):
        post.say(f"Number {number}.", name="Kim")
    post.decide()
    assert post.later(hours=6) == []
    letter = post.only(post.later(hours=14))
    assert letter["Subject"] == "A new blog: 3 new comments"
    assert [f"Number {number}." in words_of(letter) for number in range(3)] == [True] * 3
    assert post.later(days=2) == [], "nothing new, no letter"


def test_the_outcome_is_told_with_its_reason_after_the_undo_time(post: Post) -> None:
    """C12"""
    receipt = post.say("Mine.", email=READER)
    page = receipt.send("outcome", "follow", outcome="yes")
    assert page.status == 303
    link = link_in(post.only(post.letters()), "mail")
    post.blog.visitor().open(link).send("following", "confirm")
    post.decide("spam")
    post.owner.open("/desk/comments").send("/desk/undos")
    post.decide("rejected", "It names somebody who would rather not be named.")
    letter = post.only(post.later(minutes=UNDO_MINUTES))
    assert letter["Subject"] == "Your comment was not taken: The second kettle"
    assert "The reason: It names somebody who would rather not be named." in words_of(letter)
    assert f"http://localhost:8000{receipt.path}" in words_of(letter)


def test_a_wish_without_an_address_is_kept_in_its_form(post: Post) -> None:
    receipt = post.say("Mine.")
    page = receipt.send("outcome", "follow", follow="all", outcome="yes", email="sol at example")
    assert page.status == 422
    assert "Write the e-mail address that is to be told" in page.words
    form = page.form("outcome")
    assert [form.value(name) for name in ("email", "follow", "outcome")] == ["sol at example", "all", "yes"]
    assert page.send("outcome", "follow", email=READER).status == 303


def test_whoever_says_yes_after_the_decision_is_told_of_it_then(post: Post) -> None:
    receipt = post.say("Mine.", email=READER)
    receipt.send("outcome", "follow", outcome="yes")
    link = link_in(post.only(post.letters()), "mail")
    post.decide()
    assert post.later(hours=1) == []
    post.blog.visitor().open(link).send("following", "confirm")
    assert post.only(post.letters())["Subject"] == "Your comment is on the page: The second kettle"


def test_nobody_is_told_of_what_they_wrote_themselves(post: Post) -> None:
    said_yes(post, "all")
    post.decide()
    assert post.later(minutes=UNDO_MINUTES) == []


@pytest.mark.parametrize("word", ["letter", "mailed", "e-mail you", "be told", "tell me of"])
def test_without_a_mail_server_nothing_anywhere_promises_one(blog: Site, ada: Browser, word: str) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, email=READER, body="A word.")
    comment = receipt.path.split("/")[2]
    ignored = blog.visitor()
    fields = dict(ignored.open(path).form("comment-form").fields)
    ignored.post("/comments", {**fields, "body": "More.", "name": "S", "email": READER, "follow": "all"})
    ignored.post(receipt.path, {"action": "follow", "follow": "all", "outcome": "yes"})
    ada.post("/desk/decisions", {"comment": f"{comment}@1", "decision": "approved"})
    pages = [path, "/", "/moderation", receipt.path, f"/-/reply/{comment}"]
    for page in pages:
        assert word not in blog.visitor().open(page).words.lower(), page
    assert word not in ignored.post("/comments", {**fields, "body": " ", "name": "S"}).words.lower()
    assert (blog.count(Following), blog.count(Commenter)) == (0, 0)
    with blog.reading() as db:
        assert db.scalars(select(Comment.commenter_id)).first() is None
