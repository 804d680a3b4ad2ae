"""The command `blog`: serving, setting up, people, backups, and the outbox's work."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from blog import importing, staffing
from blog.accounts import tokens
from blog.accounts.people import find_demo_owner, has_owner
from blog.app import make_house
from blog.backups import nightly
from blog.database.locking import WriteLockTimeout
from blog.database.schema import SchemaTooNew, SchemaTooOld, schema_is_current
from blog.errors import Refusal
from blog.late import late
from blog.logs import set_up_logs
from blog.serving import serve
from blog.settings import SettingsError, read_settings
from blog.web.visits import House
from blog.working import Workers, make_herald, make_worker

with late:
    from blog import checking
    from blog.backups import restoring, writing
    from blog.database import migrating
    from blog.demo import filling
    from blog.importers import recleaning
    from blog.search import rebuilding


class Failed(Exception):
    """The command could not be done; the message is the one sentence said on stderr."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit 0 done, 1 failed with one sentence on stderr, 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], None] = arguments.run
    try:
        run(arguments)
    except (SettingsError, Failed) as error:
        print(str(error), file=sys.stderr)
        return 1
    except (SchemaTooNew, SchemaTooOld) as error:
        print((type(error).__doc__ or "").strip(), file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(str(refusal.sentence), file=sys.stderr)
        return 1
    except (SQLAlchemyError, WriteLockTimeout) as error:
        print(f"The database cannot be used: {_first_line(error)}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{error.filename} cannot be used: " if error.filename else ""
        print(f"{where}{error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


def _first_line(error: Exception) -> str:
    """What the database said, without the statement: it may hold people's words."""
    cause = getattr(error, "orig", None) or error
    return (str(cause) or type(cause).__doc__ or "").strip().split("\n")[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="blog", description="Afterword, a blog engine whose comments are first-class."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serving = commands.add_parser("serve", help="serve the blog")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serving.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    serving.add_argument("--workers", type=int, default=1, help="serving processes (default 1)")
    serving.set_defaults(run=run_serve)

    bringing_forward = commands.add_parser("migrate", help="bring the database to this version's schema")
    bringing_forward.set_defaults(run=run_migrate)

    demo = commands.add_parser("demo", help="fill an empty blog with posts and comments in every status")
    demo.add_argument("--if-empty", action="store_true", help="do nothing, and say so, when the blog is not empty")
    demo.set_defaults(run=run_demo)

    staffing.add_command(commands, _open_house, _bring_up_to_date)
    _add_upkeep(commands)
    return parser


def _add_upkeep(commands: Any) -> None:
    backing = commands.add_parser("backup", help="write a verified backup while the blog is served")
    backing.add_argument("path", type=Path)
    backing.set_defaults(run=run_backup)

    bringing = commands.add_parser("restore", help="put a backup into an empty place")
    bringing.add_argument("path", type=Path)
    bringing.set_defaults(run=run_restore)

    checking_up = commands.add_parser("check", help="say what is well with the blog and what is not")
    checking_up.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    checking_up.set_defaults(run=run_check)

    importing.add_command(commands, _open_house, _bring_up_to_date)
    cleaning = commands.add_parser("reclean", help="render anew what an older version has rendered")
    cleaning.set_defaults(run=run_reclean)
    indexing = commands.add_parser("reindex", help="make the index of the search anew from what readers see")
    indexing.set_defaults(run=run_reindex)
    working = commands.add_parser("work", help="do the outbox's work without serving")
    working.add_argument("--once", action="store_true", help="do what is due now, then stop")
    working.set_defaults(run=run_work)


def run_serve(arguments: argparse.Namespace) -> None:
    if not 1 <= arguments.port <= 65535:
        raise Failed(f"{arguments.port} is no port; choose one from 1 to 65535.")
    house = _open_house(arguments.port)
    _bring_up_to_date(house)
    _say_welcome(house)
    house.database.close()
    _check_port(arguments.host, arguments.port)
    serve(arguments.host, arguments.port, max(1, arguments.workers))


def run_migrate(arguments: argparse.Namespace) -> None:
    applied = _migrate(_open_house())
    print(f"Applied {len(applied)} migrations." if applied else "The schema is current.")


def run_demo(arguments: argparse.Namespace) -> None:
    house = _open_house()
    _migrate(house)
    with house.database.reading() as db:
        empty = filling.is_empty(db)
    if not empty:
        if arguments.if_empty:
            print("The blog is not empty; it stays as it is.")
            return
        raise filling.BlogNotEmpty
    house.database.write(lambda db: filling.fill_demo(db, house.keys, house.clock()))
    print("The demo is in: posts, and comments in every status.")


def run_backup(arguments: argparse.Namespace) -> None:
    house = _open_house()
    print(writing.back_up(house.settings, house.database, arguments.path, house.clock()).sentence)


def run_restore(arguments: argparse.Namespace) -> None:
    print(restoring.restore(read_settings(), arguments.path).sentence)


def run_check(arguments: argparse.Namespace) -> None:
    if sick := checking.check_house(_open_house(), arguments.json):
        raise Failed(sick)


def run_reclean(arguments: argparse.Namespace) -> None:
    house = _open_house()
    _bring_up_to_date(house)
    print(recleaning.reclean(house.database, house.clock).sentence)


def run_reindex(arguments: argparse.Namespace) -> None:
    house = _open_house()
    _bring_up_to_date(house)
    print(rebuilding.rebuild(house.database).sentence)


def run_work(arguments: argparse.Namespace) -> None:
    set_up_logs()
    house = _open_house()
    _check_schema(house)
    if arguments.once:
        print(f"Did {make_worker(house).do_all() + make_herald(house).do_all()} jobs.")
    else:
        workers = Workers(house)
        workers.start()
        workers.wait()


def _open_house(port: int = 8000) -> House:
    return make_house(read_settings(port=port))


def _bring_up_to_date(house: House) -> None:
    """SQLite is migrated at start; PostgreSQL may serve others, so there an old schema is said and not changed."""
    if house.database.file is None:
        _check_schema(house)
        return
    _check_rights(house.database.file)
    with house.database.reader.connect() as connection:
        current = schema_is_current(connection)
    if not current:
        _migrate(house)


def _check_rights(file: Path) -> None:
    """A program that was run once as another user leaves files behind that SQLite would read and never write."""
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            raise Failed(f"The database cannot be used: {path} cannot be written to by this user.")


def _migrate(house: House) -> list[str]:
    """Bring the schema forward; what is there already is backed up first, and without that nothing is changed."""
    backup = nightly.before_migration(house.settings, house.database, house.clock())
    if backup is not None:
        print(backup.sentence)
    return migrating.migrate(house.database)


def _check_schema(house: House) -> None:
    with house.database.reader.connect() as connection:
        if not schema_is_current(connection):
            raise SchemaTooOld


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(
                f"Port {port} on {host} cannot be opened: {error.strerror}. Choose another with --port."
            ) from error


def _say_welcome(house: House) -> None:
    """Where the blog is, and the one-time link as long as nobody owns it."""
    now, url = house.clock(), house.settings.url
    with house.database.reading() as db:
        owned, demo = has_owner(db), find_demo_owner(db) is not None
    print(f"Afterword is at {url}/")
    if demo:
        token = tokens.make_token(house.keys, tokens.OWNER_LINK, now)
        print(f"To enter the desk as its owner, open this link (it works once):\n{url}/-/owner?token={token}")
    elif not owned:
        token = tokens.make_token(house.keys, tokens.SET_UP, now)
        print(f"Nobody owns this blog yet. To set it up, open this link (it works once):\n{url}/-/setup?token={token}")
    sys.stdout.flush()
