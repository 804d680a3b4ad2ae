"""Uvicorn's protocol with the limits it lacks: heads judged before they are parsed, deadlines, answers that arrive."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus
from typing import Any, cast

import httptools
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle
from uvicorn.server import ServerState

from blog.web.ending import EndingProtocol
from blog.web.heads import CHUNKED, END, UNREADABLE, HeadRefused, judge_beginning, read_head
from blog.web.lines import Line
from blog.web.sockets import Guarded
from blog.web.wishes import read_bytes

TOO_SLOW = "This request did not arrive in time, so the connection was closed. Send it again."
TOO_MANY_SOCKETS = "Too many connections are open from your network. Try again in a minute."
BROKEN = "Something went wrong on our side. It has been noted."


class GuardedProtocol(EndingProtocol):
    """One connection. The app must be a `Guarded`, which brings the limits.

    One request is read at a time: what is sent behind it waits here, unread, until it is answered.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        guarded = config.loaded_app
        if not isinstance(guarded, Guarded):
            raise TypeError("GuardedProtocol serves a Guarded app")
        self.app = cast(ASGI3Application, guarded.app)
        self.timeout_keep_alive = guarded.limits.idle_seconds  # type: ignore[assignment] # call_later takes both
        self._guarded = guarded
        self._limits = guarded.limits
        self._line: Line
        self._prefix: str | None = None
        self._waiting = b""  # The beginning of a head, or what came before its turn.
        self._judged = 0  # How much of it has been judged.
        self._owed = 0  # Bytes of the body that are still to come, or CHUNKED.
        self._begins = False  # The parser is being given a new head.
        self._since = 0.0
        self._received = 0
        self._body_size = 0
        self._is_reading = False

    # Coming and going

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        self._line = Line(transport, self.loop, self._limits, self._has_unread)
        super().connection_made(cast(asyncio.Transport, self._line))
        self._prefix = self._guarded.sockets.enter(self.client[0] if self.client else None)
        if self._prefix is None:
            self._line.write(self._answer(503, TOO_MANY_SOCKETS))
            self._line.hang_up()
        else:
            self._line.wait(self._limits.head_seconds, self._is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._line.end()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._waiting = b""
        if self._prefix is not None:
            self._guarded.sockets.leave(self._prefix)
            self._prefix = None

    def _has_unread(self) -> bool:
        return bool(self._owed or self._waiting or self.flow.read_paused)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._line.watch_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._line.stop_watching()

    # Reading

    def data_received(self, data: bytes) -> None:
        if self._line.leaving:
            self._line.drain(len(data))
            return
        self._unset_keepalive_if_required()
        self._waiting = self._waiting + data if self._waiting else data
        self._is_reading = True
        self._go_on()
        self._is_reading = False
        if self._line.is_closing() or self._line.is_waiting:
            return
        if self._owed:
            self._since = self.loop.time()
            self._line.wait(self._limits.body_seconds, self._is_late)
        elif not self._is_answering() and self.timeout_keep_alive_task is None:
            self._line.wait(self._limits.head_seconds, self._is_late)

    def _go_on(self) -> None:
        """Read on, as far as it is this client's turn."""
        while self._waiting and not self._line.leaving:
            if self._owed:
                self._read_body()
            elif self._is_answering():
                self._let_wait()
                return
            elif not self._read_head():
                return

    def _is_answering(self) -> bool:
        # Uvicorn's annotation forgets that there is none before the first request.
        cycle = cast(RequestResponseCycle | None, self.cycle)
        return cycle is not None and not cycle.response_complete

    def _let_wait(self) -> None:
        """Keep what came before its turn. Nobody sends much of that: then this answer is the connection's last."""
        self.flow.pause_reading()
        if len(self._waiting) > self._limits.head.size or not self.cycle.keep_alive:
            self.cycle.keep_alive = False
            self._waiting = b""

    def _read_head(self) -> bool:
        if self._judged < 2 and self._waiting.startswith(b"\r\n"):
            # Some clients send one line end too many behind a form.
            self._waiting, self._judged = self._waiting[2:], 0
        data = self._waiting
        end = data.find(END, max(0, self._judged - len(END)))
        try:
            if end < 0:
                judge_beginning(data, self._limits.head, self._judged)
                self._judged = len(data)
                return False
            head, owed = read_head(data[: end + len(END)], self._limits.head)
        except HeadRefused as refused:
            self._refuse(refused.status, refused.words)
            return False
        self._line.stop_waiting()
        self._waiting, self._judged = data[end + len(END) :], 0
        self._owed, self._received, self._body_size = owed, 0, 0
        if owed or not self._answer_at_once(head):
            self._begins = True
            self._feed(head)
        return True

    def _read_body(self) -> None:
        data, self._waiting = self._waiting, b""
        in_chunks = self._owed == CHUNKED
        if not in_chunks:
            data, self._waiting = data[: self._owed], data[self._owed :]
            self._owed -= len(data)
        self._received += len(data)
        self._feed(data)
        if in_chunks and self._received > 8 * self._body_size + self._limits.chunk_overhead:
            self._refuse(400, UNREADABLE)

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            # Behind a body in chunks nothing is read any more, so it may as well be nonsense.
            if self._begins or self._owed:
                self._refuse(400, UNREADABLE)

    # What the parser says

    def on_message_begin(self) -> None:
        if not self._begins:
            raise HeadRefused(400, UNREADABLE)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._begins = False
        # The request keeps its list; what comes now are trailers, which nobody asks for and which were never judged.
        self.headers = []
        if self._owed == CHUNKED:
            # Where chunks end only the parser knows, so a request behind them could not be judged before it is parsed.
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self._body_size += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._owed = 0
        self._line.stop_waiting()
        super().on_message_complete()

    # Answering

    def _answer_at_once(self, head: bytes) -> bool:
        """Send what is ready, in one go, before anything is parsed: all that uvicorn would send for it."""
        at_once = self._guarded.at_once
        asked = read_bytes(head) if at_once is not None and not self.flow.write_paused else None
        ready = at_once(asked) if at_once is not None and asked is not None else None
        if asked is None or ready is None:
            return False
        dates = b"".join(b"%b: %b\r\n" % header for header in self.server_state.default_headers)
        end = b"connection: close\r\n\r\n" if asked.last else b"\r\n"
        self._line.write(b"".join((STATUS_LINE[ready.status], dates, ready.lines, end, ready.body)))
        if asked.last:
            self._line.close()
        self.on_response_complete()
        return True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, cast(ASGI3Application, partial(self._attend, cycle, cast(ASGIApp, app))))

    async def _attend(
        self, cycle: RequestResponseCycle, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async def send_last(message: Message) -> None:
            # An answer before the whole request is the last: what is left of the body would be read for nothing.
            if self._owed and message["type"] == "http.response.start":
                cycle.keep_alive = False
            await send(message)

        try:
            await app(scope, receive, send_last if self._owed else send)
        except BaseException:
            if not cycle.response_started:
                headers = [(name.encode(), value.encode()) for name, value in self._headers_of(BROKEN)]
                await send({"type": "http.response.start", "status": 500, "headers": headers})
                await send({"type": "http.response.body", "body": BROKEN.encode()})
            raise  # Uvicorn writes it to the log.

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._waiting and not self._line.is_closing():
            self._unset_keepalive_if_required()
            if not self._is_reading:
                self.data_received(b"")

    def _headers_of(self, words: str) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(words.encode()))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            *self._guarded.headers.items(),
        ]

    def _answer(self, status: int, words: str) -> bytes:
        status_line = STATUS_LINE[HTTPStatus(status)]
        dates = b"".join(b"%b: %b\r\n" % header for header in self.server_state.default_headers)
        lines = "".join(f"{name}: {value}\r\n" for name, value in self._headers_of(words))
        return status_line + dates + lines.encode() + b"\r\n" + words.encode()

    def _refuse(self, status: int, words: str) -> None:
        """Answer without the app, once, and leave. An answer that has begun is not followed by another."""
        if self._line.is_closing():
            return
        begun = False
        if self._is_answering():
            begun = self.cycle.response_started
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if begun:
            self._line.hang_up()
            return
        self._line.write(self._answer(status, words))
        self._line.close()

    def _is_late(self) -> None:
        """A head or a body is not there in time; who sends steadily is given more, and so is who waits for us."""
        self._line.stop_waiting()
        if self._owed:
            if self.flow.read_paused:
                self._since = self.loop.time()
            earned = self._limits.body_seconds + self._received / self._limits.body_bytes_a_second
            left = self._since + earned - self.loop.time()
            if left > 0.01:
                self._line.wait(left, self._is_late)
                return
        elif not self._waiting:
            # A browser that opened it in advance would take an answer for the one to its next request.
            self._line.close()
            return
        self._refuse(408, TOO_SLOW)
