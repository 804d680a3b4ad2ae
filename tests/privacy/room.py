"""What tests of this room do again and again: write, ask for the link, press a button behind it."""

from __future__ import annotations

import re

from sqlalchemy import select

from blog.jobs.models import Job
from blog.privacy import erasing
from tests.cast.site import Browser, Page, Site

SECRET = "quixotical-zebra-marmalade"
ADDRESS = "Sol.Private@example.org"


def letters(site: Site) -> list[dict[str, str]]:
    """The letters that wait, oldest first, but for those to the staff."""
    with site.reading() as db:
        found = [job.payload for job in db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id))]
    return [payload for payload in found if payload["to"] != "ada@example.org"]


def ask_for_link(site: Site, email: str = ADDRESS) -> Page:
    visitor = site.visitor()
    return visitor.follow(visitor.open("/-/own-data").send("email", email=email))


def link(site: Site) -> str:
    ask_for_link(site)
    found = re.search(r"/-/own-data/\S+", letters(site)[-1]["words"])
    assert found is not None
    return found[0]


def scrub(site: Site) -> None:
    """What the worker does after erasing."""
    with site.reading() as db:
        payload = db.scalars(select(Job.payload).where(Job.kind == erasing.JOB)).one()
    erasing.scrub(site.house.database, site.settings.data, payload)


def say_something(site: Site, owner: Browser) -> tuple[str, Page]:
    """An approved comment with a reply, an edit that waits and a name; (the post's path, the receipt)."""
    path = site.publish(owner)
    receipt = site.say(path, f"Words {SECRET}.", "Sol Secretname", email=ADDRESS, website="https://secret-site.example")
    card = re.findall(r'name="comment" value="([^"]+)"', owner.open("/desk/comments").html)[0]
    owner.post("/desk/decisions", {"comment": card, "decision": "approved", "reason": f"fine {SECRET}"})
    reply = owner.open(f"/-/reply/{card.split('@')[0]}").send("comment-form", body="An answer.")
    assert reply.status == 303
    receipt.send("body", body=f"Edited {SECRET}.")
    return path, receipt


def act(site: Site, path: str, action: str) -> Page:
    visitor = site.visitor()
    return visitor.follow(visitor.post(path, {"action": action, "sure": "yes"}))
