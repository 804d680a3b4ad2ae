"""The schema goes forward from every version that was ever released, with a blog in it, on both databases."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, insert, select

from blog.comments.totals import wrong_totals
from blog.database.engine import Database
from blog.database.fulltext import is_index
from blog.database.migrating import migrate
from blog.database.schema import FOLDER, revisions, schema_is_current
from blog.moderation import log
from blog.search.rebuilding import rebuild
from tests.cast.site import PASSWORD, Browser, Site
from tests.media.drawing import draw
from tests.servers.postgres import PostgresServer
from tests.stories.pictures import bring

# What people's databases may stand at. Whoever releases a version adds its newest revision here.
RELEASED = ("0003", "0006", "0024")


@pytest.fixture
def another_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_url: str) -> Iterator[str]:
    """The address of an empty database of the same kind as the blog's."""
    if migrated_url.startswith("sqlite"):
        (tmp_path / "old").mkdir()
        yield f"sqlite:///{tmp_path}/old/blog.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"old_{uuid.uuid4().hex}"
    yield server.create_database(name)
    server.drop_database(name)


def migrate_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def live(blog: Site, ada: Browser) -> str:
    """A day on the blog, with something of everything; the post's path."""
    path = blog.publish(ada, title="The second kettle", tags="Repair, Tea")
    for number in range(4):
        blog.clock.step(minutes=1)
        blog.say(path, f"Word number {number}.", "Sol", email="sol@example.org", website="https://sol.example")
    for decision in ("approved", "spam"):
        card = ada.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
        ada.post("/desk/decisions", {"comment": card, "decision": decision, "reason": "so it is"})
    ada.post("/desk/posts/new", {"title": "A draft", "body": "Not yet.", "action": "save"})
    return path


def carry(blog: Site, old: Database) -> None:
    """Put the blog's rows into the older schema, as far as it has a place for them."""
    here, there = MetaData(), MetaData()
    with blog.house.database.reader.connect() as reader, old.migrating() as writer:
        here.reflect(reader)
        there.reflect(writer)
        for table in there.sorted_tables:
            known = here.tables.get(table.name)
            # The index of what is looked up follows its rows by itself.
            if known is None or table.name == "alembic_version" or is_index(table.name):
                continue
            columns = [known.c[one.name] for one in table.columns if one.name in known.c and one.computed is None]
            rows = [dict(row._mapping) for row in reader.execute(select(*columns))]
            if rows:
                writer.execute(insert(table), rows)
            if not old.is_sqlite and "id" in table.c and table.c.id.autoincrement:
                last = writer.scalar(select(func.max(table.c.id))) or 1
                name = writer.exec_driver_sql(f"SELECT pg_get_serial_sequence('{table.name}', 'id')").scalar()
                if name:
                    writer.exec_driver_sql(f"SELECT setval('{name}', {last})")


@pytest.mark.parametrize("revision", RELEASED)
def test_a_blog_of_every_released_version_goes_on(
    blog: Site, ada: Browser, another_url: str, tmp_path: Path, revision: str
) -> None:
    path = live(blog, ada)
    old = Database(another_url)
    migrate_to(old, revision)
    carry(blog, old)

    applied = migrate(old)
    old.close()

    scripts = ScriptDirectory(str(FOLDER)).walk_revisions()
    assert sorted(applied) == sorted(script.revision for script in scripts if script.revision > revision)
    later = Site(tmp_path / "old", another_url)
    try:
        goes_on(blog, later, path)
    finally:
        later.close()


def goes_on(blog: Site, later: Site, path: str) -> None:
    """Readers, the queue and the log find everything; new words and decisions are taken."""
    with later.house.database.reader.connect() as connection:
        assert schema_is_current(connection)
    assert later.visitor().open(path).words == blog.visitor().open(path).words
    moderator = later.visitor()
    assert moderator.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD}).status == 303
    queue = moderator.open("/desk/comments")
    assert "Word number 2." in queue.words
    assert moderator.follow(queue.send("/desk/undos")).status == 200
    assert later.say(path, "A word after the change.").status == 200
    card = moderator.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
    assert moderator.post("/desk/decisions", {"comment": card, "decision": "approved"}).status == 303
    # What was published before there was an index is found, and what came after, too.
    assert "1 place says so" in later.visitor().open("/search?q=number").words
    assert "The second kettle" in later.visitor().open("/search?q=SECOND").words
    assert rebuild(later.house.database).changed == 0
    with later.reading() as db:
        assert log.verify(db) == []
        assert wrong_totals(db) == []


def test_the_cover_of_a_post_goes_to_its_revisions(blog: Site, ada: Browser, another_url: str, tmp_path: Path) -> None:
    """Until 0023 it was the post's, whichever revision was shown."""
    ada.follow(bring(ada, draw()))
    blog.publish(ada, "With one")
    ada.open("/desk/posts/1").send("title", "save", body="Newer words.")
    blog.publish(ada, "Without")
    old = Database(another_url)
    migrate_to(old, "0019")
    carry(blog, old)
    with old.migrating() as writer:
        # The second one points at a picture that is not there.
        writer.exec_driver_sql("UPDATE posts SET cover_id = CASE id WHEN 1 THEN 1 ELSE 9 END")
    migrate(old)
    with old.reader.connect() as reader:
        covers = reader.exec_driver_sql("SELECT post_id, cover_id FROM post_revisions ORDER BY id").all()
    old.close()
    assert [tuple(row) for row in covers] == [(1, 1), (1, 1), (2, None)]


def test_released_revisions_are_never_changed() -> None:
    """Their files are history: whoever has run them does not run them again."""
    scripts = {script.revision: Path(script.path) for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    known = {
        "0001": "a762ea22e02d258c",
        "0002": "36ae4bce3ee78274",
        "0003": "ab1ee6556bb66bb5",
        "0004": "4febab3f976bb088",
        "0005": "97ef71cd1468c804",
        "0006": "2261f759d377de0d",
        "0007": "3e69650b7c8bd0f1",
        "0008": "0b025cb3ad82ed45",
        "0009": "04c1d1e12008ef3f",
        "0010": "059a1f8f25822c36",
        "0011": "a59b72df03b00c17",
        "0012": "a0a657434ab6b51a",
        "0013": "9b4221bf7c64e91a",
        "0014": "8c4ada3046b735ad",
        "0015": "2d0cb87cf7ca9bac",
        "0016": "ea3bcd87dd3101ad",
        "0018": "3bdc58c6ff8c2125",
        "0019": "d57ba204d6672bae",
        "0020": "7c0c5437db6ee353",
        "0021": "86ecc5e1b9696724",
        "0022": "86d0076d906bfa32",
        "0023": "a4364eb81adf8769",
        "0024": "c3be8319779892eb",
    }

    assert {name: hashlib.sha256(scripts[name].read_bytes()).hexdigest()[:16] for name in known} == known


def test_the_names_of_the_files_tell_the_order_of_the_revisions() -> None:
    """Every start goes by the names alone."""
    scripts = ScriptDirectory(str(FOLDER))

    assert revisions() == [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert revisions()[-1] == scripts.get_current_head()
