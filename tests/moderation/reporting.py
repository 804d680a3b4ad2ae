"""Readers who report, each in a network of their own, for the tests of reports."""

from __future__ import annotations

from sqlalchemy import select

from blog.comments.models import Comment
from blog.jobs.models import Job
from tests.cast.site import Browser, Page, Site

INSULT = {"reason": "insult", "note": "It calls Ada a spoon."}


def approve(blog: Site, moderator: Browser, path: str, body: str) -> str:
    blog.clock.step(minutes=1)
    blog.say(path, body=body)
    key = moderator.open("/desk/comments").form("/desk/decisions").names
    assert "comment" in key
    html = moderator.open("/desk/comments").html
    pick = html.split('name="comment" value="')[1].split('"')[0]
    assert moderator.post("/desk/decisions", {"comment": pick, "decision": "approved"}).status == 303
    return pick.split("@")[0]


class Network:
    """A reader in a network of their own."""

    def __init__(self, blog: Site, number: int) -> None:
        self.browser = blog.visitor()
        self.browser.client._transport.client = (f"203.0.{number}.7", 40000)  # type: ignore[attr-defined]

    def report(self, said: str, **fields: str) -> Page:
        return self.browser.open(f"/-/report/{said}").send("reason", **{**INSULT, **fields})


def networks(blog: Site, many: int, first: int = 0) -> list[Network]:
    return [Network(blog, first + number) for number in range(many)]


def letters(blog: Site, subject: str = "A comment was reported") -> list[str]:
    with blog.reading() as db:
        jobs = db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))
        return [job.payload["to"] for job in jobs if job.payload["subject"].startswith(subject)]


def stands(blog: Site, said: str) -> bool:
    with blog.reading() as db:
        comment = db.scalars(select(Comment).where(Comment.public_id == said)).one()
        return comment.shown_revision_id is not None
