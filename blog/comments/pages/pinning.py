"""The door for pinning: a comment above the threads of its post, one at a time."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments.models import Status
from blog.moderation import notices, pins
from blog.moderation.asked import QUEUE
from blog.web.rendering import go_to
from blog.web.visits import Visit


def pin_comment(db: Session, visit: Visit) -> Response:
    """Back to the approved ones, which say what was done and offer to take it back."""
    pinning = pins.change_pin(db, visit.person, pins.PinWish.read(visit.form), visit.now)
    note = pins.note_pin(pinning, visit.person)
    return go_to(f"{QUEUE}?status={Status.APPROVED}&done={notices.sign_note(visit.keys, note, visit.now)}")
