"""The blog that the page for servers ends with, set up through its proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from tests.deploy.proxy import Proxy, like_nginx
from tests.deploy.running import Running, Visitor, start_like_the_unit
from tests.deploy.samples import URL

OWNER = {
    "title": "The Reading Room",
    "name": "Rut Engel",
    "email": "rut@example.org",
    "language": "en",
    "time_zone": "Europe/Oslo",
    "password": "a few plain words",
}


@dataclass
class Settled:
    """A blog with an owner and one post; `signed_in` is what the set-up form was answered with."""

    running: Running
    post: str
    signed_in: httpx2.Response


@pytest.fixture(scope="package")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    """Started like the unit, set up with the link it printed, through nginx's sample."""
    running = start_like_the_unit(tmp_path_factory.mktemp("server") / "var")
    with Proxy(running.port, like_nginx) as proxy, Visitor(proxy.url, "127.0.3.1") as owner:
        link = re.findall(rf"^{URL}(/-/setup\S+)$", running.said, re.MULTILINE)[-1]
        signed_in = owner.send(link, owner.form(link, "time_zone"), **OWNER)
        assert signed_in.status_code == 303, signed_in.text
        made = owner.send(
            "/desk/posts/new",
            owner.form("/desk/posts/new", "title"),
            "publish",
            title="The second kettle",
            body="Words.",
        )
        assert made.status_code == 303, made.text
        post = owner.form(made.headers["location"], "title").value("permalink")
    yield Settled(running, post, signed_in)
    assert running.stop() == 0
