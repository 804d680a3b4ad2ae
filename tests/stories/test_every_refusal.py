"""Every way in which what a reader wrote is not taken: the text is shown again, and the page says what to do."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

import blog.comments
from blog.comments import commenters, finding, following, orders, pace, proving, receipts, revisions, stamps
from blog.comments.models import Comment, CommentRevision
from blog.database.buckets import Allowance
from blog.database.locking import WriteLockTimeout
from blog.errors import Refusal
from blog.posts import reading
from blog.web import forms
from tests.cast.site import Browser, Page, Site
from tests.stories.test_first_day import waiting

TEXT = 'Kept whole: </textarea><script>alert(1)</script> "quoted"\n\n*and* more'


@dataclass
class Scene:
    """A blog with a post whose form somebody has open, and a receipt somebody else has."""

    site: Site
    ada: Browser
    path: str
    patch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        self.sol = self.site.visitor()
        self.form = dict(self.sol.open(self.path).form("comment-form").filled(body=TEXT, name="Sol"))

    def send(self, **changes: str) -> Page:
        return self.sol.post("/comments", {**self.form, **changes})

    def send_from(self, origin: str) -> Page:
        return self.sol.post("/comments", self.form, origin=origin)

    def rule(self, **fields: str) -> None:
        """Change the post meanwhile."""
        self.ada.open("/desk/posts/1").send("title", fields.pop("button", "publish"), **fields)

    def answered(self) -> str:
        """The id of an approved comment."""
        self.site.say(self.path, body="What do you think?")
        key = waiting(self.ada)[0]
        self.ada.post("/desk/decisions", {"comment": key, "decision": "approved"})
        return key.split("@")[0]

    def receipt(self) -> Page:
        return self.site.say(self.path, body="Said before.")

    def fail(self, error: Exception) -> None:
        def broken(*given: object, **named: object) -> None:
            raise error

        self.patch.setattr("blog.comments.submission.submit", broken)

    def fail_edits(self, error: Exception) -> None:
        def broken(*given: object, **named: object) -> None:
            raise error

        self.patch.setattr("blog.comments.revisions.revise", broken)


Do = Callable[[Scene], Page]


@dataclass(frozen=True)
class Case:
    """What somebody does, what it is answered with, and the words that say what to do next."""

    do: Do
    status: int
    words: str
    # "form" and "edit": it can be sent again; "copy": it can only be copied; "unread": it is in the browser;
    # "none": no text was sent.
    kept: str = "form"


def close(rule: str) -> Do:
    def do(scene: Scene) -> Page:
        scene.rule(comments=rule)
        return scene.send()

    return do


def withdraw_post(scene: Scene) -> Page:
    scene.rule(button="withdraw")
    return scene.send()


def take_parent_down(decision: str) -> Do:
    def do(scene: Scene) -> Page:
        parent = scene.answered()
        page = scene.ada.open("/desk/comments?status=approved")
        key = next(key for key in page.html.split('"') if key.startswith(f"{parent}@"))
        scene.ada.post("/desk/decisions", {"comment": key, "decision": decision})
        return scene.send(parent=parent)

    return do


def hurry(scene: Scene) -> Page:
    for number in range(pace.COMMENTS.most):
        scene.send(body=f"{TEXT} {number}")
    page = scene.send()
    assert int(page.headers["retry-after"]) > 0
    return page


def edit_too_late(scene: Scene) -> Page:
    receipt = scene.receipt()
    scene.site.clock.step(days=400)
    return scene.sol.post(receipt.path, {"body": TEXT})


def edit_in_a_hurry(scene: Scene) -> Page:
    receipt = scene.receipt()
    scene.patch.setattr("blog.comments.pages.receipts.EDITS", Allowance("few edits", 1, pace.EDITS.span))
    scene.sol.post(receipt.path, {"body": "Put better."})
    page = scene.sol.post(receipt.path, {"body": TEXT})
    assert int(page.headers["retry-after"]) > 0
    return page


def edit_while_busy(scene: Scene) -> Page:
    receipt = scene.receipt()
    scene.fail_edits(WriteLockTimeout())
    return scene.sol.post(receipt.path, {"body": TEXT})


def edit_from_elsewhere(scene: Scene) -> Page:
    return scene.sol.post(scene.receipt().path, {"body": TEXT}, origin=OTHER)


def busy(error: Exception) -> Do:
    def do(scene: Scene) -> Page:
        scene.fail(error)
        page = scene.send()
        assert int(page.headers["retry-after"]) > 0
        return page

    return do


def stumble(scene: Scene) -> Page:
    scene.fail(RuntimeError("a bug"))
    return scene.send()


def follow_without_address(scene: Scene) -> Page:
    receipt = scene.receipt()
    scene.site.house.settings = with_mail(scene)
    return scene.sol.post(receipt.path, {"action": "follow", "follow": "all", "email": "no address"})


def with_mail(scene: Scene) -> Any:
    return dataclasses.replace(scene.site.house.settings, smtp_url="smtp://127.0.0.1:1")


def prove_nothing(scene: Scene) -> Page:
    return scene.sol.post(scene.receipt().path, {"action": "prove"})


def remember_the_erased(scene: Scene) -> Page:
    receipt = scene.receipt()
    with scene.site.house.database.writing() as db:
        db.execute(update(Comment).values(erased_at=scene.site.clock.now))
    return scene.sol.post(receipt.path, {"action": "remember"})


def posted(path: str, **fields: str) -> Do:
    return lambda scene: scene.sol.post(path, {"body": TEXT, **fields})


def opened(path: str) -> Do:
    return lambda scene: scene.sol.get(scene.path + path if path.startswith("?") else path)


OTHER = "https://elsewhere.example"
FULL = OperationalError("INSERT", {}, Exception("database or disk is full"))
CASES: dict[tuple[type[Exception] | str, str], Case] = {
    # the fields
    ("fields", "no name"): Case(lambda s: s.send(name=" "), 422, "Write a name"),
    ("fields", "a long name"): Case(lambda s: s.send(name="n" * 81), 422, "up to 80 fit"),
    ("fields", "a name of the house"): Case(lambda s: s.send(name="Ada"), 422, "add something to it"),
    ("fields", "no address"): Case(lambda s: s.send(email="sol"), 422, "e-mail address"),
    ("fields", "a script for a website"): Case(lambda s: s.send(website="javascript:1"), 422, "website"),
    ("fields", "too much"): Case(lambda s: s.send(body=TEXT + "x" * 8000), 422, "up to 8,000 fit"),
    ("fields", "nothing to see"): Case(lambda s: s.send(body="\u200b \u2028"), 422, "this one is empty", "none"),
    # the post and the parent, as they have become meanwhile
    (reading.CommentsClosed, "closed"): Case(close("closed"), 403, "Your text is kept", "copy"),
    (reading.PostNotFound, "hidden"): Case(close("hidden"), 404, "Your text is kept", "copy"),
    (reading.PostNotFound, "withdrawn"): Case(withdraw_post, 404, "Your text is kept", "copy"),
    (reading.PostNotFound, "unknown"): Case(lambda s: s.send(post="99999"), 404, "Your text is kept", "copy"),
    (finding.ParentNotFound, "unknown"): Case(lambda s: s.send(parent="nobody"), 422, "is not here any more"),
    (finding.ParentNotFound, "deleted"): Case(take_parent_down("deleted"), 422, "is not here any more"),
    (finding.ParentNotFound, "pending again"): Case(take_parent_down("pending"), 422, "is not here any more"),
    # the way it came
    (stamps.StampForged, "forged"): Case(lambda s: s.send(stamp="forged"), 403, "send it once more"),
    ("origin", "elsewhere"): Case(lambda s: s.send_from(OTHER), 403, "not sent from a page of this blog"),
    (pace.TooManyComments, "comments"): Case(hurry, 429, "Wait a minute"),
    (pace.TooManyComments, "edits"): Case(edit_in_a_hurry, 429, "Wait a minute", "edit"),
    (forms.FormTooLarge, ""): Case(lambda s: s.send(body="x" * 280_000), 413, "in the browser: go back", "unread"),
    # the blog itself
    ("database", "busy"): Case(busy(WriteLockTimeout()), 503, "Send it again in a minute"),
    ("database", "disk full"): Case(busy(FULL), 503, "Send it again in a minute"),
    ("database", "a bug"): Case(stumble, 500, "nothing was changed"),
    # the receipt, and what belongs to it
    (revisions.NotEditable, "too late"): Case(edit_too_late, 403, "send it as a new comment", "copy"),
    ("edit", "empty"): Case(lambda s: s.sol.post(s.receipt().path, {"body": " "}), 422, "this one is empty", "none"),
    ("edit", "too much"): Case(
        lambda s: s.sol.post(s.receipt().path, {"body": TEXT + "x" * 8000}), 422, "up to 8,000 fit", "edit"
    ),
    ("edit", "busy"): Case(edit_while_busy, 503, "Send it again in a minute", "edit"),
    ("edit", "elsewhere"): Case(edit_from_elsewhere, 403, "not sent from a page of this blog", "edit"),
    (receipts.ReceiptNotFound, ""): Case(posted("/comments/k7f2q/wrong"), 404, "to the last letter", "copy"),
    (following.AddressMissing, ""): Case(follow_without_address, 422, "address", "none"),
    (commenters.WriterErased, ""): Case(remember_the_erased, 403, "nobody can be known again", "none"),
    (proving.NotProvable, ""): Case(prove_nothing, 403, "No letter", "none"),
    (proving.ProofSpent, ""): Case(posted("/-/proofs/wrong"), 403, "Ask for a new one", "copy"),
    (following.MailPageNotFound, ""): Case(posted("/-/mail/wrong"), 404, "has been erased", "copy"),
    # pages that are only read
    (finding.CommentNotFound, ""): Case(opened("/-/reply/nobody"), 404, "not here, or not any more", "none"),
    (orders.ThreadPageNotFound, ""): Case(opened("?after=nobody"), 404, "no such page of comments", "none"),
}


def refusals_of_comments() -> set[type[Exception]]:
    """All that the room of comments may say no with."""
    for module in pkgutil.iter_modules(blog.comments.__path__, "blog.comments."):
        importlib.import_module(module.name)
    found: set[type[Exception]] = set()
    look: list[type[Exception]] = [Refusal]
    while look:
        kinds = look.pop().__subclasses__()
        look += kinds
        found |= {kind for kind in kinds if kind.__module__.startswith("blog.comments.")}
    return found


def test_every_refusal_of_the_room_has_its_case() -> None:
    assert refusals_of_comments() <= {kind for kind, _ in CASES}


@pytest.mark.parametrize(("kind", "how"), list(CASES), ids=str)
def test_whatever_is_refused_the_text_is_there_and_the_page_says_what_to_do(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch, kind: type[Exception] | str, how: str
) -> None:
    """C4, L1, T6, A5, F1, N3"""
    case = CASES[kind, how]
    scene = Scene(blog, ada, blog.publish(ada), monkeypatch)
    page = case.do(scene)
    assert page.status == case.status, page.words
    assert case.words in page.words
    check_kept(scene, page, case.kept)


def check_kept(scene: Scene, page: Page, kept: str) -> None:
    assert "<script>alert" not in page.html
    if kept == "form":
        value = page.form("comment-form").value("body")
        assert value.startswith(TEXT)
        assert 'role="alert" tabindex="-1" autofocus' in page.html
        assert scene.site.count(Comment) <= pace.COMMENTS.most
    elif kept == "edit":
        form = page.form("body")
        assert form.value("body").startswith(TEXT)
        assert form.action.startswith("/comments/")
        assert 'role="alert" tabindex="-1" autofocus' in page.html
    elif kept == "copy":
        assert "Kept whole: </textarea>" in page.words
        assert "<textarea" in page.html
    elif kept == "unread":
        assert "Kept whole" not in page.html
    if page.status in (403, 404, 422) and kept != "none":
        with scene.site.reading() as db:
            assert not [row for row in db.query(CommentRevision) if row.typed.startswith(TEXT)]
