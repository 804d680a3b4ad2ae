"""Mailed links to what is kept about an address, for the table of who may what."""

from __future__ import annotations

import re

from sqlalchemy import select

from blog.jobs.models import Job
from blog.privacy.asking import ask
from tests.web.access import Ask, Case, World


def data_links(rest: str = "", **form: str) -> Case:
    """A mailed link to what is kept about an address: whoever has it, has it."""

    def asks(world: World, person: str) -> dict[str, Ask]:
        world.links += 1
        email, keys = f"reader{world.links}@example.org", world.blog.house.keys
        world.blog.clock.step(minutes=1)
        world.blog.say(world.shown, email=email, body=f"Of {email}.")
        world.blog.house.database.write(lambda db: ask(db, keys, email, None, world.blog.clock(), "http://localhost"))
        with world.blog.reading() as db:
            letter = db.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id.desc()).limit(1)).one()
        key = re.findall(r"/own-data/(\S+)", letter.payload["words"])[0]
        return {"own": Ask(f"/-/own-data/{key}{rest}", form), "missing": Ask(f"/-/own-data/nonsense{rest}", form)}

    return Case(asks, frozenset({303}) if form else frozenset({200}))
