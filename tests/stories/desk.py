"""What the stories about people do again and again: write, decide, ban, and look at what became of it."""

from __future__ import annotations

from sqlalchemy import select

from blog.comments.models import Comment, CommentRevision
from tests.cast.site import Browser, Page, Site

EMAIL = "sol@example.org"


def status_of(blog: Site, receipt: Page) -> str:
    return one(blog, receipt).status


def one(blog: Site, receipt: Page) -> Comment:
    with blog.reading() as db:
        found: Comment = db.scalars(select(Comment).where(Comment.public_id == id_of(receipt))).one()
    return found


def id_of(receipt: Page) -> str:
    return receipt.path.split("/")[2]


def newest(blog: Site, receipt: Page) -> CommentRevision:
    with blog.reading() as db:
        query = select(CommentRevision).join(Comment, Comment.newest_revision_id == CommentRevision.id)
        found: CommentRevision = db.scalars(query.where(Comment.public_id == id_of(receipt))).one()
    return found


def write(blog: Site, browser: Browser, path: str, body: str, **fields: str) -> Page:
    """Somebody writes in their own browser; the receipt."""
    blog.clock.step(minutes=3)
    page = browser.open(path).send("comment-form", body=body, **{"name": "Sol", **fields})
    return browser.follow(page)


def decide(desk: Browser, blog: Site, receipt: Page, status: str, **more: str) -> Page:
    comment = one(blog, receipt)
    return desk.post("/desk/decisions", {"comment": f"{comment.public_id}@{comment.seen}", "decision": status, **more})


def remembered(blog: Site, desk: Browser, path: str, times: int = 3) -> Browser:
    """Somebody whose device is remembered, with so many approved comments."""
    sol = blog.visitor()
    for number in range(times):
        receipt = write(blog, sol, path, f"A thought of number {number}, and a long one.")
        if number == 0:
            sol.post(receipt.path, {"action": "remember"})
        assert decide(desk, blog, receipt, "approved").status == 303
    return sol


def settle(ada: Browser, **settings: str) -> None:
    page = ada.get("/desk/settings").send("title", **settings)
    assert page.status == 303, page.words


def ban(desk: Browser, kind: str, receipt: Page, reason: str = "Sells kettles.", days: str = "30") -> Page:
    return desk.post("/desk/bans", {"kind": kind, "comment": id_of(receipt), "days": days, "reason": reason})
