"""Dates, times and waits in words, as the language and the site's time zone have them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_datetime

from blog.languages.cities import ZONE_OF, plain
from blog.languages.sentences import Sentence, say, say_count

# The year at the end of a whole date, with what leads to it: "EEEE, d 'de' MMMM 'de' y".
YEAR_LAST = re.compile(r"(?:,|\s|'[^']*')*y+\s*$")


class Dates:
    """Writes moments for one language in one time zone; `moment` arguments are aware datetimes."""

    def __init__(self, language: str, time_zone: str) -> None:
        self.locale = Locale.parse(language.replace("-", "_"))
        self.zone = ZoneInfo(time_zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Friday, October 9, 2026"""
        return _in_words(self.local(moment).date(), "full", self.locale)

    def date(self, moment: datetime) -> str:
        """October 9, 2026"""
        return _in_words(self.local(moment).date(), "long", self.locale)

    def month(self, moment: datetime) -> str:
        """October 2026"""
        return _in_words(self.local(moment).date(), "LLLL y", self.locale)

    def moment(self, moment: datetime, now: datetime) -> str:
        """Oct 9, 16:20; with the year when it is not this one."""
        this_year = self.local(moment).year == self.local(now).year
        pattern = "MMM d, HH:mm" if self.locale.language == "en" else "d MMM HH:mm"
        if not this_year:
            pattern = "MMM d, y, HH:mm" if self.locale.language == "en" else "d MMM y HH:mm"
        return format_datetime(self.local(moment), pattern, locale=self.locale)

    def appointment(self, moment: datetime, now: datetime) -> str:
        """Friday, October 9, 16:20; with the year when it is not this one: for what is still to come."""
        local, pattern = self.local(moment), self.locale.date_formats["full"].pattern
        if local.year == self.local(now).year:
            pattern = YEAR_LAST.sub("", pattern)
        return f"{_in_words(local.date(), pattern, self.locale)}, {local:%H:%M}"

    def iso(self, moment: datetime) -> str:
        """With the offset of the zone in whole minutes: it had seconds before clocks were set alike, and machines
        can read none. The day and the hour stay those that people read."""
        local = self.local(moment)
        offset = local.utcoffset() or timedelta()
        seconds = offset % timedelta(minutes=1)
        if seconds:
            local = local.replace(tzinfo=timezone(offset - seconds))
        return local.isoformat(timespec="seconds")


@lru_cache(maxsize=2048)
def _in_words(day: date, pattern: str, locale: Locale) -> str:
    """Pages say the same few days again and again, and looking up a month takes longer than reading a post."""
    return format_date(day, pattern, locale=locale)


def wait_in_words(wait: timedelta) -> Sentence:
    """2 h 40 min, 35 min, 3 days, 10 years: how long something has waited, never finer than a minute."""
    minutes = max(0, int(wait.total_seconds() // 60))
    if minutes < 1:
        return say("less than a minute")
    if minutes < 60:
        return say("%(minutes)s min", minutes=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return (
            say("%(hours)s h %(minutes)s min", hours=hours, minutes=rest) if rest else say("%(hours)s h", hours=hours)
        )
    days = minutes // (24 * 60)
    if days < 60:
        return say_count("%(num)s day", "%(num)s days", days)
    # What came with an import may have waited for years.
    if days < 2 * 365:
        return say_count("%(num)s month", "%(num)s months", days // 30)
    return say_count("%(num)s year", "%(num)s years", days // 365)


def find_time_zone(typed: str) -> str | None:
    """The time zone somebody means: its name in any case, only its city, or a large city that keeps its time.

    None when it is none or several.
    """
    wanted = typed.strip().replace(" ", "_").casefold()
    zones = available_timezones()
    whole = [zone for zone in zones if zone.casefold() == wanted]
    # "Lisbon" is also a bare old name in the database; a region's name says more.
    city = [zone for zone in zones if "/" in zone and zone.rsplit("/", 1)[1].casefold() == wanted]
    for found in (whole, [zone for zone in city if not zone.startswith(("posix/", "right/"))]):
        if len(found) == 1:
            return found[0]
    return ZONE_OF.get(plain(typed[:60]))


def is_time_zone(name: str) -> bool:
    return name in available_timezones()
