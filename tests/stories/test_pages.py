"""Pages: written like posts, at addresses of their own, and in no list; and the menu that leads to them."""

from __future__ import annotations

import re

import pytest

from tests.cast.site import Browser, Page, Site
from tests.stories.desk import decide

PAGE = {"kind": "page", "body": "Who we are.", "action": "publish"}
MENU = "/desk/menu"


def put_up(writer: Browser, title: str = "About", **fields: str) -> str:
    """Publish a page through its form; where it stands."""
    made = writer.post("/desk/posts/new", {**PAGE, "title": title, **fields})
    assert made.status == 303, made.words
    return writer.open(made.location).form("title").value("permalink")


def head_of(page: Page) -> str:
    """The words of the menu in the page's head; the way to the search stands behind it."""
    inside = page.html.partition('<nav class="nav')[2].partition("</nav>")[0].partition(">")[2]
    return re.sub(r'<a href="/search".*?</a>', "", inside).strip()


def links_of(page: Page) -> list[str]:
    return [part.partition('"')[0] for part in head_of(page).split('href="')[1:]]


def test_a_page_stands_at_its_address_and_in_no_list(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, title="A post")
    new = ada.open("/desk/posts/new?kind=page")
    assert "tags" not in new.form("title").names
    made = new.send("title", "publish", title="About us", body="Who we are.")
    path = ada.open(made.location).form("title").value("permalink")
    assert path == "/about-us"
    page = sol.open(path)
    assert page.status == 200
    assert "Who we are." in page.words
    for absent in ("<time", "By Ada", "comment", "Earlier", "Later"):
        assert absent not in page.html.partition("<main")[2].partition("</main>")[0], absent
    assert sol.get("/about-us/").location == path
    for listed in ("/", "/2026/", "/2026/10/", "/feeds/posts/default"):
        assert "Who we are." not in sol.open(listed).words, listed
    assert "About us" not in sol.open("/2026/10/a-post.html").html.partition("<main")[2]
    assert "About us" not in ada.open("/desk/posts").words
    assert "About us" in ada.open("/desk/posts?kind=page").words


def test_a_page_has_all_that_a_post_has(blog: Site, ada: Browser, sol: Browser) -> None:
    path = put_up(ada)
    form = ada.open("/desk/posts/1")
    form.send("title", "save", body="A newer text.")
    assert "Who we are." in sol.open(path).words
    assert "Revision 2" in ada.open("/desk/posts/1/revisions").words
    link = ada.follow(ada.open("/desk/posts/1/links").send("lifetime"))
    private = sol.open(f"/-/preview/{_token(link)}")
    assert "A newer text." in private.words
    assert "By Ada" not in private.words
    ada.open("/desk/posts/1").send("title", "publish", permalink="/who.html")
    assert (sol.get(path).status, sol.get(path).location) == (301, "/who.html")
    assert "A newer text." in sol.open(path).words
    gone = ada.follow(ada.open("/desk/posts/1").send("title", "delete"))
    assert sol.get("/who.html").status == 410
    back = ada.follow(gone.send("/desk/posts/1/restorations"))
    back.send("title", "publish")
    assert sol.get("/who.html").status == 200


def _token(page: Page) -> str:
    return page.html.partition("/-/preview/")[2].partition('"')[0].partition("<")[0]


def test_a_page_takes_comments_only_where_its_form_says_so(blog: Site, ada: Browser, sol: Browser) -> None:
    path = put_up(ada)
    assert "comment-form" not in sol.open(path).html
    ada.open("/desk/posts/1").send("title", "publish", comments="open")
    assert decide(ada, blog, blog.say(path, "Hello there."), "approved").status == 303
    assert "Hello there." in sol.open(path).words
    ada.open("/desk/posts/1").send("title", "publish", comments="")
    page = sol.open(path)
    assert "Hello there." in page.words
    assert "Comments are closed." in page.words
    assert "comment-form" not in page.html


def test_a_title_that_is_the_blogs_own_word_makes_another_address(blog: Site, ada: Browser) -> None:
    assert put_up(ada, title="Search") == "/search-2"
    assert put_up(ada, title="2009") == "/2009-2"
    assert put_up(ada, title="2009") == "/2009-3"


def test_a_page_becomes_a_post_and_the_other_way_round(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, title="Was a post", tags="News")
    ada.open("/desk/posts/1").send("title", "save", kind="page")
    assert "Was a post" in sol.open("/").words
    assert ada.open("/desk/posts/1").form("title").value("kind") == "page"
    ada.open("/desk/posts/1").send("title", "publish")
    assert "Was a post" not in sol.open("/").html.partition("<main")[2]
    assert sol.get("/tags/news").status == 404
    assert links_of(sol.open("/")) == [path]
    ada.open("/desk/posts/1").send("title", "publish", kind="post")
    assert "Was a post" in sol.open("/").html.partition("<main")[2]
    assert links_of(sol.open("/")) == []


def test_who_writes_posts_only_writes_no_page(blog: Site, ada: Browser) -> None:
    lou = blog.staff("Lou", "author")
    assert lou.get("/desk/posts/new?kind=page").status == 403
    refused = lou.post("/desk/posts/new", {**PAGE, "title": "Mine", "body": "A long text."})
    assert refused.status == 403
    assert "A long text." in refused.html
    assert "kind" not in lou.open("/desk/posts/new").form("title").names
    put_up(ada)
    assert lou.get("/desk/posts/1").status == 404
    assert "Pages" not in lou.open("/desk/posts").words
    assert ada.post("/desk/posts/new", {**PAGE, "kind": "leaf", "title": "No kind"}).status == 422


def test_an_unsaved_page_is_taken_up_as_one(blog: Site, ada: Browser) -> None:
    ada.post("/desk/unsaved", {"draft": "a" * 16, "title": "About", "body": "Begun.", "kind": "page"})
    form = ada.open(f"/desk/posts/new?draft={'a' * 16}").form("title")
    assert (form.value("kind"), form.value("title")) == ("page", "About")


def test_without_anything_set_the_menu_is_the_published_pages(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, title="A post")
    for public in ("/", "/2026/10/a-post.html"):
        assert head_of(sol.open(public)) == "", public
    assert "It appears with the first one" in ada.open(MENU).words
    put_up(ada)
    put_up(ada, title="Grüße & mehr")
    for public in ("/", "/2026/10/a-post.html", "/moderation", "/nothing.html"):
        assert links_of(sol.open(public)) == ["/about", "/grusse-mehr"], public
    assert "Grüße &amp; mehr" in head_of(sol.open("/"))
    assert 'href="/about" aria-current="page"' in head_of(sol.open("/about"))
    ada.open("/desk/posts/2").send("title", "withdraw")
    assert links_of(sol.open("/")) == ["/grusse-mehr"]


def test_the_menu_is_put_in_order_by_buttons(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, title="A post", tags="Night walks")
    put_up(ada)
    put_up(ada, title="Contact")
    page = ada.follow(ada.open(MENU).send("entry", "down"))
    assert "Moved." in page.words
    assert links_of(sol.open("/")) == ["/contact", "/about"]
    add = {"action": "add", "label": "", "address": ""}
    ada.post(MENU, {**add, "where": "home"})
    ada.post(MENU, {**add, "where": "tag-1"})
    ada.post(MENU, {**add, "where": "address", "address": "https://example.org/?a=1&b=2", "label": "Elsewhere"})
    home = sol.open("/")
    assert links_of(home) == ["/contact", "/about", "/", "/tags/night-walks", "https://example.org/?a=1&amp;b=2"]
    assert "Night walks" in head_of(home)
    assert "Elsewhere" in head_of(home)
    entries = {form.value("entry"): form for form in ada.open(MENU).forms if form.value("entry")}
    last = list(entries)[-1]
    for _ in range(9):
        ada.post(MENU, {"entry": last, "action": "up"})
    assert links_of(sol.open("/"))[0].startswith("https://example.org/")
    ada.post(MENU, {"entry": last, "action": "remove"})
    first = next(iter(entries))
    ada.post(MENU, {"entry": first, "action": "name", "label": "Write to us"})
    assert "Write to us" in head_of(sol.open("/"))
    ada.post(MENU, {"entry": first, "action": "name", "label": " "})
    assert "Contact" in head_of(sol.open("/"))
    ada.post(MENU, {"action": "let-go"})
    assert links_of(sol.open("/")) == ["/about", "/contact"]


def test_a_menu_of_ones_own_follows_what_it_leads_to(blog: Site, ada: Browser, sol: Browser) -> None:
    put_up(ada)
    ada.post(MENU, {"entry": "page-1", "action": "up"})
    ada.open("/desk/posts/1").send("title", "publish", title="Imprint", permalink="/imprint")
    assert links_of(sol.open("/")) == ["/imprint"]
    assert "Imprint" in head_of(sol.open("/"))
    ada.open("/desk/posts/1").send("title", "delete")
    assert links_of(sol.open("/")) == []
    assert "not shown: it is not published" in ada.open(MENU).words
    put_up(ada, title="New")
    assert links_of(sol.open("/")) == [], "a menu of one's own gets nothing by itself"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"action": "add", "where": "address", "address": "javascript:1", "label": "X"}, 422, "Write an address"),
        ({"action": "add", "where": "address", "address": "//evil.example", "label": "X"}, 422, "Write an address"),
        ({"action": "add", "where": "address", "address": "https://example.org/"}, 422, "needs a name"),
        ({"action": "add", "where": "home", "label": "x" * 61}, 422, "at most 60 characters"),
        ({"action": "add", "where": "moon"}, 422, "Choose where"),
        ({"action": "add", "where": "tag-999"}, 409, "not in the menu any more"),
        ({"action": "up", "entry": "999"}, 409, "not in the menu any more"),
        ({"action": "name", "entry": "page-1", "label": "x" * 61}, 422, "at most 60 characters"),
        ({"action": "dance", "entry": "page-1"}, 422, "Choose what to do"),
    ],
)
def test_what_no_menu_can_hold_is_refused_with_what_was_typed(
    blog_once: Site, fields: dict[str, str], status: int, words: str
) -> None:
    ada = _owner(blog_once)
    answer = ada.post(MENU, fields)
    assert answer.status == status
    assert words in answer.words
    if status == 422 and fields.get("label"):
        assert fields["label"] in answer.html


def _owner(site: Site) -> Browser:
    """Of a blog that is shared by tests which change nothing."""
    known: Browser | None = getattr(site, "owner_browser", None)
    if known is None:
        known = site.staff("Ada", "owner")
        put_up(known)
        site.owner_browser = known  # type: ignore[attr-defined]
    return known


def test_the_menu_has_an_end(blog: Site, ada: Browser) -> None:
    for _ in range(30):
        assert ada.post(MENU, {"action": "add", "where": "home"}).status == 303
    assert ada.post(MENU, {"action": "add", "where": "home"}).status == 422
