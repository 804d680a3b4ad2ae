"""Two moderators press different buttons on the same comment at the same moment, through HTTP.

`python -m tests.faults.racing --races 200` runs it at length on both databases; the suite runs a few races.
"""

from __future__ import annotations

import argparse
import html
import re
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from blog.comments.models import Comment
from blog.database.engine import Database
from blog.database.migrating import migrate
from blog.moderation import log
from blog.moderation.models import LogEntry
from tests.cast.serving import Client
from tests.faults.stage import MODERATORS, Stage
from tests.servers.postgres import start_postgres

DECISIONS = ("approved", "spam")


@dataclass
class Result:
    """What came of it: `wrong` holds a sentence for each race that did not end as it must."""

    races: int = 0
    won: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MODERATORS, 0))
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    status: int
    words: str


def run(stage: Stage, races: int) -> Result:
    """Serve, fill the queue, race for each comment; then look at the log and its chain."""
    result = Result()
    with stage.serve() as served:
        people = [stage.staff(served, name) for name in MODERATORS]
        form = served.client().comment_form(stage.path)
        with ThreadPoolExecutor(2) as pool:
            for number in range(races):
                said = {**form, "name": "Sol", "body": f"Race number {number}."}
                answer = served.client().http.post("/comments", data=said)
                assert answer.status_code == 303, answer.text
                [key] = people[0].waiting()
                race(pool.map, people, key, result)
    look(stage, result)
    return result


def race(at_once: Callable[..., object], people: list[Client], key: str, result: Result) -> None:
    gate = threading.Barrier(len(people))

    def decide(client: Client, decision: str) -> Answer:
        gate.wait()
        answer = client.http.post("/desk/decisions", data={"comment": key, "decision": decision, "status": "pending"})
        return Answer(answer.status_code, " ".join(html.unescape(re.sub(r"<[^>]+>", "", answer.text)).split()))

    answers: list[Answer] = list(at_once(decide, people, DECISIONS))  # type: ignore[call-overload]
    result.races += 1
    if sorted(answer.status for answer in answers) != [303, 409]:
        result.wrong.append(f"{key} was answered {[answer.status for answer in answers]}.")
        return
    winner = 0 if answers[0].status == 303 else 1
    result.won[MODERATORS[winner]] += 1
    if f"Handled by {MODERATORS[winner]}:" not in answers[1 - winner].words:
        result.wrong.append(f"The one who was slower at {key} was not told of {MODERATORS[winner]}.")


def look(stage: Stage, result: Result) -> None:
    """One entry in the log for each race, by the one who won, and what it says is what stands."""
    database = Database(stage.database_url)
    with database.reading() as db:
        entries = list(db.scalars(select(LogEntry).where(LogEntry.new.in_(DECISIONS))))
        told = {entry.comment_id: str(entry.new) for entry in entries}
        stands = {comment.id: str(comment.status) for comment in db.scalars(select(Comment))}
        broken = log.verify(db)
    database.close()
    if len(entries) != result.races or told != stands:
        result.wrong.append(f"{result.races} races left {len(entries)} entries in the log for {len(told)} comments.")
    if broken:
        result.wrong.append(f"The chain of the log is broken at {broken[:3]}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=200)
    arguments = parser.parse_args()
    server = start_postgres()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, url in (
                ("SQLite", f"sqlite:///{folder}/blog.db"),
                ("PostgreSQL", server.create_database("race")),
            ):
                database = Database(url)
                migrate(database)
                database.close()
                result = run(Stage(Path(folder) / name, url), arguments.races)
                print(f"{name}: {result.races} races, won by {result.won}, {len(result.wrong)} ended wrongly")
                print("\n".join(result.wrong[:20]), end="")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
