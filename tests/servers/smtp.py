"""A mail server on loopback that takes letters, or is down, slow, unwilling or torn, as a test wishes."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mood:
    """How the server behaves; a test changes it while the server runs."""

    greets: str = "220"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    hangs_at: str = ""  # "MAIL" or "DATA": says nothing there until it is stopped
    drops_in_data: bool = False
    quit: str = "221 Bye"
    refused: frozenset[str] = frozenset()  # these readers get 550


class PostOffice:
    """Use it as a context. `letters` are those it has accepted, with the recipients it was told."""

    def __init__(self, mood: Mood | None = None, port: int = 0) -> None:
        self.mood = mood or Mood()
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.accepted = threading.Condition()
        self._controller = _Controller(self, port)

    def __enter__(self) -> PostOffice:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def wait_for(self, count: int, seconds: float = 20) -> list[tuple[list[str], EmailMessage]]:
        """The letters, once there are as many."""
        with self.accepted:
            assert self.accepted.wait_for(lambda: len(self.letters) >= count, timeout=seconds), self.letters
            return list(self.letters)


@dataclass
class _Handler:
    office: PostOffice
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.office.mood.hangs_at == "MAIL":
            await self.waiting.wait()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.office.mood.refused:
            return "550 5.1.1 No such user"
        if self.office.mood.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.office.mood.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        office = self.office
        if office.mood.hangs_at == "DATA":
            await self.waiting.wait()
        if office.mood.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
            with office.accepted:
                office.letters.append((list(envelope.rcpt_tos), letter))
                office.accepted.notify_all()
        return office.mood.data


class _Server(SMTP):
    office: PostOffice

    async def smtp_DATA(self, arg: str) -> None:
        if self.office.mood.drops_in_data:
            await self.push("354 Go on")
            await self._reader.readline()
            self._hang_up()
            return
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        await self.push(self.office.mood.quit)
        self._hang_up()

    def _hang_up(self) -> None:
        assert self.transport is not None
        self.transport.close()


class _Controller(Controller):
    def __init__(self, office: PostOffice, port: int) -> None:
        super().__init__(_Handler(office), hostname="127.0.0.1", port=port)
        self._office = office

    def factory(self) -> SMTP:
        server = _Server(self.handler, hostname="mail.example.org", enable_SMTPUTF8=True, loop=self.loop)
        server.office = self._office
        return server

    def _trigger_server(self) -> Any:
        """The controller would look at port 0, where it was told to listen."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
