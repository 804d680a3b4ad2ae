"""The command `blog account`: people who write and moderate, from the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from blog.accounts import addressing, changing, second_steps
from blog.accounts.models import Account
from blog.accounts.passwords import check_new_password, hash_password
from blog.accounts.people import add_account
from blog.web.visits import House

ROLES = "contributor, author, moderator, editor or owner"

# Verb, what its help says, what it does, what is said when it is done.
CHANGES: tuple[tuple[str, str, Callable[[Session, str, datetime], Account], str], ...] = (
    ("disable", "let the person in no more", changing.disable_account, "{} is disabled and signed out everywhere."),
    ("enable", "let the person in again", lambda db, email, now: changing.enable_account(db, email), "{} may sign in."),
    (
        "no-codes",
        "ask the person for no codes after the password any more",
        lambda db, email, now: second_steps.end_at_terminal(db, email),
        "{} signs in with the password alone.",
    ),
    ("sign-out", "end every session of the person", changing.sign_out, "{} is signed out everywhere."),
)


def add_command(commands: Any, open_house: Callable[[], House], make_ready: Callable[[House], None]) -> None:
    """Add `account` and its verbs to the command; `make_ready` brings the schema forward or says why not."""
    account = commands.add_parser("account", help="people who write and moderate")
    verbs = account.add_subparsers(dest="verb", required=True, metavar="VERB")
    terminal = Terminal(open_house, make_ready)
    _verb(verbs, "list", "list everybody", terminal.list, email=False)
    adding = _verb(verbs, "add", "add a person", terminal.add)
    adding.add_argument("--name", required=True)
    adding.add_argument("--role", required=True, help=ROLES)
    renewing = _verb(verbs, "password", "give a new password, and end every session", terminal.password)
    for parser in (adding, renewing):
        parser.add_argument("--password-stdin", action="store_true", required=True, help="the first line is it")
    _verb(verbs, "role", "give another role, and end every session", terminal.role).add_argument("role", help=ROLES)
    _verb(verbs, "address", "give another e-mail address", terminal.address).add_argument("new")
    for name, what, change, said in CHANGES:
        _verb(verbs, name, what, terminal.change).set_defaults(change=change, said=said)


def _verb(verbs: Any, name: str, what: str, run: Callable[[argparse.Namespace], None], email: bool = True) -> Any:
    parser = verbs.add_parser(name, help=what)
    if email:
        parser.add_argument("email")
    parser.set_defaults(run=run)
    return parser


@dataclass(frozen=True)
class Terminal:
    """Runs the verbs; each opens the house when its turn comes, and not before."""

    open_house: Callable[[], House]
    make_ready: Callable[[House], None]

    def list(self, arguments: argparse.Namespace) -> None:
        with self._house().database.reading() as db:
            for person in changing.list_accounts(db):
                disabled = ["disabled"] if person.disabled_at else []
                print("\t".join([person.email, person.role, person.name, *disabled]))

    def add(self, arguments: argparse.Namespace) -> None:
        hashed = _read_password()
        house = self._house()
        house.database.write(
            lambda db: add_account(db, arguments.email, arguments.name, arguments.role, hashed, house.clock())
        )
        print(f"Added {arguments.email} as {arguments.role}.")

    def password(self, arguments: argparse.Namespace) -> None:
        hashed = _read_password()
        house = self._house()
        person = house.database.write(
            lambda db: changing.change_password(db, house.keys, arguments.email, hashed, house.clock())
        )
        print(f"{person.email} has a new password and is signed out everywhere.")

    def address(self, arguments: argparse.Namespace) -> None:
        house = self._house()
        person = house.database.write(
            lambda db: addressing.change_at_terminal(db, house.keys, arguments.email, arguments.new)
        )
        print(f"{person.email} is the address to sign in with now.")

    def role(self, arguments: argparse.Namespace) -> None:
        house = self._house()
        person = house.database.write(
            lambda db: changing.change_role(db, arguments.email, arguments.role, house.clock())
        )
        print(f"{person.email} is {person.role} now.")

    def change(self, arguments: argparse.Namespace) -> None:
        house = self._house()
        person = house.database.write(lambda db: arguments.change(db, arguments.email, house.clock()))
        print(arguments.said.format(person.email))

    def _house(self) -> House:
        house = self.open_house()
        self.make_ready(house)
        return house


def _read_password() -> str:
    """The hash of the first line of standard input, without its end. Raises what `check_new_password` does."""
    password = sys.stdin.readline().rstrip("\r\n")
    check_new_password(password)
    return hash_password(password)
