"""Log lines: one JSON object each, without personal data."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType

STDERR = 2
CAUSES = 5
# Of an error so many places are told, and at least so many of them in the blog itself.
PLACES, OURS = 12, 4


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object on one line; `extra={"event": {...}}` adds its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        event = getattr(record, "event", None)
        if isinstance(event, dict):
            line.update(event)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


class OneWrite(logging.Handler):
    """Writes each line at once and whole to stderr; a log that cannot be written stops nobody's work.

    A stream would keep what a full disk did not take, and tear it into a later line.
    """

    _torn = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = (self.format(record) + "\n").encode("ascii")
            if self._torn:
                line = b"\n" + line
            self._torn = True
            self._torn = os.write(STDERR, line) < len(line)
        except Exception:  # noqa: BLE001 - there is no other place to say that it could not be said
            return


def describe(error: BaseException) -> list[dict[str, object]]:
    """The error and its causes, newest first: kind, code and places in the source, but not its words.

    An error's words quote what it stumbled over: addresses, names, whole comments. Where it stood and what kind it
    is finds the fault as well.
    """
    chain: list[dict[str, object]] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < CAUSES:
        told: dict[str, object] = {"kind": type(seen).__qualname__}
        for code in ("sqlite_errorname", "sqlstate", "strerror", "smtp_code"):
            if isinstance(value := getattr(seen, code, None), str | int):
                told["code"] = value
        told["places"] = _places(traceback.extract_tb(seen.__traceback__))
        chain.append(told)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return chain


def _places(frames: Sequence[traceback.FrameSummary]) -> list[str]:
    """The last places it went through, and however deep it fell into a library, the last ones of ours."""
    told = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    ours = [number for number, place in enumerate(told) if place.startswith("blog/")][-OURS:]
    last = range(max(0, len(told) - PLACES), len(told))
    return [told[number] for number in sorted({*ours, *last})]


def _is_news(record: logging.LogRecord) -> bool:
    """That it starts and waits is no news beside the line that says it stands."""
    return not record.getMessage().startswith(("Started server", "Waiting for application", "Application startup"))


def set_up_logs(level: int = logging.INFO) -> None:
    """Send every log line of this process to stderr as JSON: ours, the server's, warnings, and what nobody caught."""
    handler = OneWrite()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    logging.captureWarnings(True)
    sys.excepthook = _note_uncaught
    threading.excepthook = lambda missed: _note(missed.exc_value, missed.thread)
    sys.unraisablehook = lambda missed: _note(missed.exc_value, None)


def _note_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _note(error, None)


def _note(error: BaseException | None, thread: threading.Thread | None) -> None:
    found = (type(error), error, error.__traceback__) if error is not None else None
    event = {"thread": thread.name} if thread is not None else {}
    logging.getLogger("blog").critical("Nobody caught this error.", exc_info=found, extra={"event": event})


def _short(filename: str) -> str:
    """From the package's own name on; where it is installed says nothing."""
    parts = filename.split(os.sep)
    with contextlib.suppress(ValueError):
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("blog") :])
    return "/".join(parts[-2:])
