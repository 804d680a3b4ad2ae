"""Times of posts as forms hold them: in the site's time zone, to the minute."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def time_field(moment: datetime | None, time_zone: str) -> str:
    """2026-10-09 15:00; seconds are nobody's business who plans a post."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M") if moment is not None else ""


def read_time(typed: str, time_zone: str) -> datetime | None:
    """The moment that an ISO 8601 time means, in the site's zone where it names none; None for what is none."""
    try:
        time = datetime.fromisoformat(typed.strip())
        aware = time if time.tzinfo else time.replace(tzinfo=ZoneInfo(time_zone))
        moment = aware.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
    return moment if 1000 <= moment.year <= 9000 else None


def shown_time(planned: str, time_zone: str) -> str:
    """A time that was planned, as the form shows it; what was planned in another form means the same."""
    moment = read_time(planned, time_zone)
    return time_field(moment, time_zone) if moment is not None else planned


def is_time_of(moment: datetime | None, post_at: datetime | None) -> bool:
    """Whether a time from a form is the one the post has: a form shows minutes, and a post may have been published at
    any second of one."""
    if moment is None or post_at is None:
        return moment is post_at
    return moment in (post_at.replace(microsecond=0), post_at.replace(second=0, microsecond=0))
