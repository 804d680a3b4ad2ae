"""A blog in a language from the right to the left: every page turns round, and no word of English is left on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from blog.database.engine import Database
from blog.site.settings import change_site
from tests.browser.conftest import STAFF, Watched
from tests.browser.overlaps import overlaps
from tests.browser.test_every_page import DESK, PUBLIC
from tests.browser.test_other_ways_of_reading import OUTSIDE, TOO_WIDE
from tests.cast.people import add_person
from tests.cast.serving import Served, run_blog
from tests.languages.pseudo import CODE, in_greek, write_catalogue

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
    if (one.checkVisibility()) said.push(node.textContent);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (one.hasAttribute(name)) said.push(one.getAttribute(name));
  return said.join("\\n");
}"""
# Addresses are the same in every language, too.
ADDRESS = re.compile(r"\S*[/@]\S*|\S+\.\w\S*")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# Whom the tests have added, by the names that they sign in with.
WRITTEN = {name.lower() for _, name, _ in STAFF}
KINDS = ("/", "/search?q=kettle", "/sign-in", "/moderation", "/desk", "/desk/comments", "/desk/comments?status=spam",
         "/desk/posts", "/desk/posts/new", "/desk/settings", "/desk/people")  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo, whose interface speaks the pseudo language, and whose people write in Greek letters."""
    folder = tmp_path_factory.mktemp("mirrored")
    data, program = folder / "var", ("-m", "tests.languages.pseudo", str(folder))
    write_catalogue(folder)
    assert run_blog(data, "demo", program=program).returncode == 0
    for email, name, role in STAFF:
        add_person(data, email, name, role)
    database = Database(f"sqlite:///{data}/blog.db")
    database.write(lambda db: change_site(db, datetime.now(UTC), None, language=CODE))
    database.close()
    with Served(data, program=program) as served:
        yield served


class Reading:
    """Goes from page to page, and notes the English that is left on each."""

    def __init__(self, window: Watched) -> None:
        self.window, self.page = window, window.page
        self.english: dict[str, set[str]] = {}

    def open(self, path: str, *widths: int) -> None:
        """Look at the page, in each of these widths or in that of the window."""
        self.window.open(path)
        if not widths:
            self.look(path)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.look(path)

    def look(self, path: str) -> None:
        """At what stands there now."""
        page = self.page
        seen = page.evaluate(SEEN)
        assert page.locator(f'html[dir="rtl"][lang="{CODE}"]').count() == 1, path
        assert re.search("[\u0621-\u064a]{3}", seen), path
        assert not page.evaluate(TOO_WIDE), path
        assert page.evaluate(OUTSIDE) == [], path
        left = {word.lower() for word in WORD.findall(ADDRESS.sub(" ", seen))} - WRITTEN - NAMES
        if left:
            self.english[path] = self.english.get(path, set()) | left


def ways(window: Watched) -> dict[str, str]:
    """What the tests of the demo name in Latin letters: where it stands here."""
    page = window.open("/")
    post = page.locator("article h2 a").first.get_attribute("href")
    page = window.open(str(post))
    found = {"/": str(post), "/search?q=kettle": "/search?" + urlencode({"q": in_greek("kettle")})}
    for path, start in (("/tags/meetings", "/tags/"), ("/authors/ada-merrin", "/authors/")):
        found[path] = str(page.locator(f'main a[href^="{start}"]').first.get_attribute("href"))
    return found


def test_every_page_turns_round_and_is_translated(look: Any) -> None:
    """A8: on a wide screen and on a narrow one."""
    window = look()
    named, reading = ways(window), Reading(window)
    reading.open(named.pop("/"), 1280, 360)
    for path in (one for one in (*PUBLIC, *DESK) if one.startswith("/")):
        if path == DESK[0]:
            window.sign_in("olive@example.org")
        reading.open(named.get(path, path), 1280, 360)
    assert reading.english == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_so_are_the_pages_that_something_was_sent_for(look: Any, width: int) -> None:
    """A8: a refusal, a receipt and its edit, a report before and after, a person of the queue."""
    window = look(width)
    reading, page = Reading(window), window.page
    window.open(ways(window)["/"])
    report = page.locator('a[href^="/-/report/"]').first.get_attribute("href")
    page.locator("#comment-form button").first.click()
    reading.look("a refused comment")
    assert page.locator("[role=alert] li").count() == 2
    page.locator("#f-body").fill(in_greek(f"A word for the receipt at {width}."))
    page.locator("#f-name").fill(in_greek("Sol"))
    page.locator('#comment-form button[value="preview"]').click()
    reading.look("a preview")
    page.locator("#comment-form button").first.click()
    reading.look("a receipt")
    assert "/comments/" in page.url
    page.locator("details.change summary").click()
    page.locator("#r-body").fill("")
    page.locator("details.change button").click()
    reading.look("a refused edit")
    reading.open(str(report))
    page.locator("form.report button").click()
    reading.look("a refused report")
    page.locator("form.report input[type=radio]").first.check()
    page.locator("form.report button").click()
    reading.look("a report")
    window.sign_in("olive@example.org")
    window.open("/desk/comments")
    page.locator('a.fact[href*="/people/"], a.fact[href*="person"]').first.click()
    reading.look("a person of the queue")
    assert reading.english == {}


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_nothing_lies_over_anything_else(look: Any, direction: str) -> None:
    """A7, A8: on a telephone, in words that are a third longer than English."""
    window = look(360)
    found, post = {}, ways(window)["/"]
    window.sign_in("olive@example.org")
    for path in (post, *KINDS):
        page = window.open(path)
        page.evaluate("way => { document.documentElement.dir = way }", direction)
        if over := overlaps(page):
            found[path] = over
    assert found == {}


def test_english_that_the_demo_speaks_and_words_over_others_would_be_found(look: Any) -> None:
    window = look(360)
    reading = Reading(window)
    window.open("/").evaluate("""() => {
      const under = document.querySelector("main h2 a").getBoundingClientRect(), over = document.createElement("p");
      over.textContent = "kettle";
      over.style.cssText = `position: absolute; left: ${under.left}px; top: ${under.top}px; margin: 0`;
      document.body.append(over);
    }""")
    reading.look("/")
    assert reading.english == {"/": {"kettle"}}
    assert [pair for pair in overlaps(window.page) if "kettle" in pair]
