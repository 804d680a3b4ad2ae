"""Checks the blog from the terminal: asks the very app that would be served, in this process."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from functools import partial

from blog.app import make_app
from blog.backups.newest import find_newest
from blog.checkup import telling
from blog.checkup.checks import check_up
from blog.checkup.results import State, Subject
from blog.web.asking import Answer, ask, sample_cookie
from blog.web.visits import House


def check_house(house: House, as_json: bool) -> str | None:
    """Make every check and say what was found on stdout; what is ill, in one sentence, or None. Closes the house."""
    # What fails is said in the report; a traceback beside it would say it worse.
    logging.getLogger("blog").addHandler(logging.NullHandler())
    subject = Subject(
        settings=house.settings,
        database=house.database,
        now=house.clock(),
        answer=partial(_ask_front_page, house),
        cookie=partial(sample_cookie, house),
        backups=partial(find_newest, house.settings),
    )
    report = check_up(subject)
    _say(telling.as_json(report, subject.now) if as_json else "\n".join(telling.in_words(report)))
    house.close()
    return telling.in_one_sentence(report) if report.state is State.ILL else None


def _ask_front_page(house: House) -> Answer:
    return asyncio.run(ask(make_app(house, with_worker=False), house))


def _say(text: str) -> None:
    """Print it, in letters that this terminal has."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
