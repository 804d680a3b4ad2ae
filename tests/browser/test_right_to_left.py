"""A blog in a language from the right to the left: every page turns round, and no word of English is left on it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from blog.accounts.roles import ROLES
from blog.comments.models import Status
from blog.database.engine import Database
from blog.posts.models import PostStatus
from blog.site.settings import change_site
from tests.browser.conftest import STAFF
from tests.browser.test_every_page import DESK, PUBLIC
from tests.browser.test_other_ways_of_reading import OUTSIDE, TOO_WIDE
from tests.cast.serving import Served, run_blog
from tests.cast.site import PASSWORD
from tests.languages.pseudo import CODE, write_catalogue

# Names and marks that are the same in every language.
NAMES = {
    *("afterword", "blogger", "wordpress", "markdown", "websub", "rss", "atom", "json", "html", "smtp", "css", "csv"),
    *("jsonl", "http", "https", "www", "example", "org", "com", "localhost", "utf", "passkey", "xml", "zip", "wxr"),
    *("blog", "check", "serve", "work", "backup", "fetch", "pictures", "import", "css", "png", "jpeg", "gif", "webp"),
    *(
        "avif",
        "svg",
        "pdf",
        "tar",
        "pseudo",
        "english",
        "español",
        "français",
        "utc",
        "ctrl",
        "shift",
        "esc",
        "alt",
        "url",
    ),
}
# The words that are seen, without what people wrote: those stand where their language is not the page's, and in fields.
SEEN = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    if (one.closest("code, kbd, pre, samp, script, style, template, textarea")) continue;
    if (one.closest("[dir=auto], bdi, [lang]:not(html)")) continue;
    if (one.checkVisibility()) said.push(node.textContent);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (one.hasAttribute(name)) said.push(one.getAttribute(name));
  return said.join("\\n");
}"""
STATES = {*Status, *PostStatus, *ROLES, "good", "new", "known", "trusted"}
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo, whose interface speaks the pseudo language."""
    folder = tmp_path_factory.mktemp("mirrored")
    data = folder / "var"
    assert run_blog(data, "demo").returncode == 0
    for email, name, role in STAFF:
        words = ("account", "add", email, "--name", name, "--role", role, "--password-stdin")
        assert run_blog(data, *words, stdin=f"{PASSWORD}\n").returncode == 0
    database = Database(f"sqlite:///{data}/blog.db")
    database.write(lambda db: change_site(db, datetime.now(UTC), None, language=CODE))
    database.close()
    write_catalogue(folder)
    with Served(data, program=("-m", "tests.languages.pseudo", str(folder))) as served:
        yield served


@pytest.fixture(scope="module")
def written(demo: Served, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All words that people have put into the blog: titles, names, texts, addresses."""
    copy = tmp_path_factory.mktemp("copy") / "blog.db"
    source = sqlite3.connect(demo.data / "blog.db")
    with sqlite3.connect(copy) as target:
        source.backup(target)
        # Names of tables and columns are words of ours, as are those that the database tells states by.
        rows = [line.partition("VALUES(")[2] for line in target.iterdump() if line.startswith("INSERT")]
    source.close()
    target.close()
    return {word.lower() for word in WORD.findall("\n".join([*rows, str(demo.data)]))} - STATES


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_turns_round_and_is_translated(look: Any, written: set[str], width: int) -> None:
    window = look(width)
    english: dict[str, set[str]] = {}
    post = window.open("/").locator("article h2 a").first.get_attribute("href")
    for path in (post, *(one for one in (*PUBLIC, *DESK) if one.startswith("/"))):
        if path == DESK[0]:
            window.sign_in("olive@example.org")
        page = window.open(path)
        assert page.locator(f'html[dir="rtl"][lang="{CODE}"]').count() == 1, path
        assert re.search("[\u0621-\u064a]{3}", page.evaluate(SEEN)), path
        assert not page.evaluate(TOO_WIDE), path
        assert page.evaluate(OUTSIDE) == [], path
        left = {word.lower() for word in WORD.findall(page.evaluate(SEEN))} - written - NAMES
        if left:
            english[path] = left
    assert english == {}
