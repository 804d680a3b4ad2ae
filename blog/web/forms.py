"""Reads a form within its limits: bytes first, then fields, and never more of either than a form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

# Taken to the letter; in every other field NUL means nothing.
EXACT = frozenset({"password"})
MAX_FIELDS = 1000
# 256 kB of words, and room for the other fields and their names.
DEFAULT_LIMIT = (256 + 8) * 1024
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class FormTooLarge(Exception):
    """What you sent is too large, so it was not read. Your text is still in the browser: go back and shorten it."""


class FormTorn(Exception):
    """The form did not arrive whole. Go back and send it again."""


class Form:
    """The fields of a form; every value is text, and a missing field reads as empty."""

    def __init__(self, fields: Mapping[str, list[str]] | None = None) -> None:
        self._fields = dict(fields or {})

    def get(self, name: str) -> str:
        """The first value of a field, "" when it is missing."""
        values = self._fields.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        return list(self._fields.get(name, ()))

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)


async def read_form(request: Request, limit: int = DEFAULT_LIMIT) -> Form:
    """The form of a POST. Raises FormTooLarge before reading more than `limit` bytes, and FormTorn."""
    body = await _read_body(request, limit)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not body and kind not in FORM_TYPES:
        return Form()
    if kind not in FORM_TYPES:
        raise FormTorn
    data = await _parse(request, body)
    fields: dict[str, list[str]] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            # What is no UTF-8 has arrived as lone surrogates or replacement marks; surrogates no database takes,
            # and NUL no PostgreSQL.
            value = _storable(value)
            fields.setdefault(_storable(name), []).append(value if name in EXACT else value.replace("\x00", ""))
    return Form(fields)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


async def _read_body(request: Request, limit: int) -> bytes:
    length = request.headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > limit):
        raise FormTooLarge
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise FormTooLarge
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise FormTorn from error
    return b"".join(chunks)


async def _parse(request: Request, body: bytes) -> FormData:
    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    again = Request(request.scope, replay)
    try:
        data = await again.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=len(body) + 1)
    except (HTTPException, MultiPartException, UnicodeDecodeError, ValueError, KeyError) as error:
        raise FormTorn from error
    if len(data.multi_items()) > MAX_FIELDS:
        raise FormTorn
    return data
