"""The channel that streams hang on: one failing look does not end it, and who does not read is let go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from blog.web import events
from blog.web.events import Channel


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("at_once")
def test_a_look_that_fails_is_told_to_the_log_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    looks: Iterator[list[str] | Exception] = iter([OSError("the database is away"), ["here again"]])

    def look() -> list[str]:
        found = next(looks, [])
        if isinstance(found, Exception):
            raise found
        return found

    async def listen() -> str:
        async with Channel(look).listen() as queue:
            return await asyncio.wait_for(queue.get(), 10)

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(listen()) == "here again"
    assert "tried again" in caplog.text


def test_whoever_lets_the_queue_run_full_hears_no_more_and_the_others_do() -> None:
    async def listen() -> tuple[bool, bool, int]:
        channel: Channel[str] = Channel(list)
        async with channel.listen() as slow, channel.listen() as quick:
            for number in range(events.UNREAD + 1):
                channel.tell(str(number))
                assert quick.get_nowait() == str(number)
            return channel.hears(slow), channel.hears(quick), slow.qsize()

    assert asyncio.run(listen()) == (False, True, events.UNREAD)
