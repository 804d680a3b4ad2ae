"""A refusal in plain words, for when no page can be made: a foreign host, a broken database, a torn request."""

from __future__ import annotations

from starlette.responses import PlainTextResponse


def plain_refusal(status: int, words: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(words + "\n", status, {"Cache-Control": "no-store", **(headers or {})})
