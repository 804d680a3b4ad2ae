"""Who may what: roles × routes × own and foreign objects, from the route table; what is not named is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may
from blog.routes import ROUTES
from blog.web.door import Route
from tests.cast.site import Page, Site
from tests.web.access import PEOPLE, STRANGERS, Ask, World, bytes_of, send
from tests.web.access_cases import CASES

COVERED = [route for route in ROUTES if (route.method, route.path) in CASES]
NOWHERE = Ask("/desk/no-such-page", {})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("access")
    site = Site(folder, f"sqlite:///{folder}/blog.db", BLOG_LIMITS="off")
    world = World(site)
    yield world
    world.rows.close()
    site.close()


def test_every_route_has_its_case() -> None:
    routes = {(route.method, route.path) for route in ROUTES}
    assert routes - set(CASES) == set(), "write who may enter these, with own and foreign objects, in access_cases.py"
    assert set(CASES) - routes == set(), "these routes are gone"


@pytest.mark.parametrize("route", COVERED, ids=lambda route: f"{route.method} {route.name}")
@pytest.mark.parametrize("person", PEOPLE)
def test_each_role_reaches_what_the_table_says_and_nothing_else(world: World, route: Route, person: str) -> None:
    """A1"""
    case = CASES[route.method, route.path]
    browser = world.browsers[person]
    asks = case.asks(world, person)
    answers: dict[str, Page] = {}
    for kind, ask in asks.items():
        reached = person in case.reached_by(kind) and person in case.enters
        before = {} if reached else world.rows.everything()
        page = answers[kind] = send(browser, route.method, ask)
        if reached:
            assert page.status in case.answers, (kind, page.status, page.words)
            continue
        assert world.rows.everything() == before, kind
        if person not in case.enters:
            check_refused(world, person, route.method, ask, page)
        else:
            assert page.status >= 400, kind
            assert bytes_of(page, ask) == bytes_of(answers_of(world, person, route, asks), asks["missing"]), kind
    if route.path == "/sign-out" and person not in STRANGERS:
        world.sign_in(person)


def answers_of(world: World, person: str, route: Route, asks: dict[str, Ask]) -> Page:
    return send(world.browsers[person], route.method, asks["missing"])


def check_refused(world: World, person: str, method: str, ask: Ask, page: Page) -> None:
    """A stranger is led to sign in; to anybody else the page is one that does not exist."""
    if person not in STRANGERS:
        missing = send(world.browsers[person], "GET", NOWHERE)
        assert page.status == 404
        if method == "GET":
            assert bytes_of(page, ask) == bytes_of(missing, NOWHERE)
    elif method == "GET":
        assert (page.status, page.location) == (303, f"/sign-in?next={ask.path}")
    elif "body" in ask.form or "title" in ask.form:
        assert page.status == 403
        assert "You are not signed in any more" in page.words
        assert (ask.form.get("title") or ask.form["body"]) in page.words
    else:
        assert (page.status, page.location) == (303, "/sign-in?next=/desk")


def test_a_role_that_no_table_names_may_nothing() -> None:
    somebody = Account(email="a@example.org", name="A", role="emperor")
    assert not any(may(somebody, capability) for capability in Capability)
    assert not any(may(None, capability) for capability in Capability)


def test_a_route_that_does_not_say_who_may_enter_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        Route("GET", "/desk/new-thing", lambda db, visit: None)  # type: ignore[call-arg, arg-type, return-value]
