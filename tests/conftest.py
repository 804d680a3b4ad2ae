"""What every test may lean on: a database of its own on both engines, a browser, and a summary of what was skipped."""

from __future__ import annotations

import gc
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.cast import compiling, sparing
from tests.servers.postgres import PostgresMissing, PostgresServer, start_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Until all tests are collected there is nothing to be thrown away.
gc.disable()

# The cast of the stories, for every test that names one of them.
pytest_plugins = ["tests.cast.fixtures"]

# What Playwright switches off by default (a second list replaces the first), and two processes that Chromium starts
# beside each window for what nobody will see: the list under its address bar, and a renderer in store.
WITHOUT = [
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "AimEnabled"),
    *("ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
]
# The browser asks for pages of the blog and for nothing else, and draws them without asking for a card to draw with:
# a window costs 250 ms of a processor so, and 450 otherwise.
QUIET = [
    "--disable-gpu",
    f"--disable-features={','.join(WITHOUT)}",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def do_without(what: str, required_by: str) -> NoReturn:
    """Skip, loudly; fail where the environment says that nothing may be missing, as in CI."""
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{what} ({required_by}=1 makes this a failure)", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Statements compiled by one test stand ready for the next."""
    with pytest.MonkeyPatch.context() as patch:
        compiling.share(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_loop() -> Iterator[None]:
    """Every request runs on one event loop, with its threads, as in a blog that serves."""
    with sparing.one_loop():
        yield


@pytest.fixture(scope="module", autouse=True)
def forgotten_in_time() -> Iterator[None]:
    """What one file's tests have compiled goes with them: kept for all, it grew to a gigabyte."""
    yield
    compiling.KEPT.clear()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL that lives as long as the session."""
    try:
        server = start_postgres()
    except PostgresMissing as missing:
        do_without(str(missing), required_by="BLOG_REQUIRE_POSTGRES")
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, empty database; the test runs once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/blog.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"blog_{uuid.uuid4().hex}"
    yield server.create_database(name)
    server.drop_database(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, driven by Playwright."""
    program = shutil.which("chromium")
    if program is None:
        do_without("no chromium on PATH: apt install chromium brings it", required_by="BLOG_REQUIRE_BROWSER")
    try:
        playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: make check brings it")
    except pytest.skip.Exception as missing:
        do_without(str(missing), required_by="BLOG_REQUIRE_BROWSER")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and run it last: Playwright leaves an event loop running in the main thread."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Files with a slow test first, then those with most: at the end nobody waits long for the last.
        count = Counter(item.path for item in items)
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (item.path not in slow, -count[item.path]))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """What stands when all tests are collected stays to the end, so the garbage collector need not look at it again
    and again: with its own pace, too, it took a seventh of the time of all tests."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was not tested, and why: a skip that nobody sees is a hole."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not reasons:
        return
    terminalreporter.section("NOT TESTED", yellow=True)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'} skipped: {reason}")


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)
