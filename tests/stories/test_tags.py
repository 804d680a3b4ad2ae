"""Tags in the desk: described, renamed, merged and deleted, and every old address still says where to go."""

from __future__ import annotations

import pytest

from tests.cast.site import Browser, Page, Site

TAG = "/desk/tags/1"


def main_of(page: Page) -> str:
    return page.html.partition("<main")[2].partition("</main>")[0]


def test_a_description_stands_above_the_posts_and_in_the_head(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, tags="Night walks")
    assert 'meta name="description"' not in sol.open("/tags/night-walks").html
    typed = 'Walks *after dark*, with "lamps".\n\nHere is [a map](https://example.org/).\n\n<script>no</script>'
    saved = ada.follow(ada.open(TAG).send("description", "save", description=typed))
    assert "Saved." in saved.words
    page = sol.open("/tags/night-walks")
    assert "<em>after dark</em>" in main_of(page)
    assert "<script>no" not in page.html
    assert 'rel="nofollow ugc noopener"' in main_of(page)
    assert '<meta name="description" content="Walks after dark, with ' in page.html
    assert ada.open(TAG).form("description").value("description") == typed


def test_a_renamed_tag_leads_on_from_where_it_was(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, tags="Repair")
    ada.post("/desk/menu", {"action": "add", "where": "tag-1"})
    ada.open(TAG).send("description", "save", name="Mending")
    assert (sol.get("/tags/repair").status, sol.get("/tags/repair").location) == (301, "/tags/mending")
    assert sol.get("/search/label/Repair").location == "/tags/mending"
    for public in (path, "/tags/mending", "/"):
        assert "Mending" in sol.open(public).words, public
        assert "Repair" not in sol.open(public).words, public
    ada.open(TAG).send("description", "save", name="MENDING")
    assert sol.get("/tags/mending").status == 200
    ada.open(TAG).send("description", "save", name="Repair")
    assert sol.get("/tags/repair").status == 200
    assert sol.get("/tags/mending").location == "/tags/repair"
    log = ada.open("/desk/log?kind=tag")
    assert "tag renamed" in log.words
    assert "“Repair” → “Mending”" in log.words


def test_who_still_types_the_old_name_means_the_tag_of_today(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, tags="Repair")
    ada.post("/desk/posts/new", {"title": "A draft", "tags": "Repair, Mending", "action": "save"})
    ada.open(TAG).send("description", "save", name="Fixing")
    ada.open("/desk/posts/2").send("title", "publish")
    blog.publish(ada, title="Third", tags="repair")
    assert all(one in sol.open("/tags/fixing").words for one in ("A draft", "Third"))
    assert sol.get("/tags/repair").location == "/tags/fixing"


def test_two_tags_become_one_and_nothing_is_filed_twice(blog: Site, ada: Browser, sol: Browser) -> None:
    blog.publish(ada, title="One", tags="Repair")
    blog.publish(ada, title="Two", tags="Mending, Repair")
    blog.publish(ada, title="Three", tags="Mending")
    ada.open(TAG).send("description", "save", name="Repairs")
    for number in (1, 2):
        ada.post("/desk/menu", {"action": "add", "where": f"tag-{number}"})
    asked = ada.open(TAG).send("into", "merge", into="Mending")
    assert asked.status == 200
    for fact in ("1 post goes to “Mending”.", "1 carries both already.", "/tags/repairs leads to /tags/mending."):
        assert fact in asked.words
    assert sol.get("/tags/repairs").status == 200, "nothing has happened yet"
    done = ada.follow(asked.send("into"))
    assert "Merged." in done.words
    for old in ("/tags/repair", "/tags/repairs"):
        assert sol.get(old).location == "/tags/mending"
    words = main_of(sol.open("/tags/mending"))
    assert [words.count(f">{title}</a>") for title in ("One", "Two", "Three")] == [1, 1, 1]
    head = sol.open("/").html.partition('<nav class="nav')[2].partition("</nav>")[0]
    assert head.count("Mending") == 1
    assert "tag merged into another" in ada.open("/desk/log?kind=tag").words
    assert ada.get(TAG).status == 404


def test_a_deleted_tag_says_that_it_is_gone_and_may_come_again(blog: Site, ada: Browser, sol: Browser) -> None:
    path = blog.publish(ada, tags="Repair")
    asked = ada.post(TAG, {"action": "delete"})
    assert "1 post carries it no more" in asked.words
    assert "Deleted." in ada.follow(asked.send("sure")).words
    assert sol.get("/tags/repair").status == 410
    assert "Repair" not in sol.open(path).words
    blog.publish(ada, title="Again", tags="Repair")
    assert sol.get("/tags/repair").status == 200


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"name": " "}, 422, "A tag needs a name."),
        ({"name": "a, b"}, 422, "no comma"),
        ({"name": "x" * 61}, 422, "at most 60 characters"),
        ({"name": "Kettles", "description": "d" * 2001}, 422, "longer than 2,000"),
        ({"name": "Kettles", "rule": "ajar"}, 422, "open, moderated, closed or hidden"),
        ({"name": "pots!", "description": "Kept."}, 409, "Merge this tag"),
        ({"action": "merge", "into": "Nothing"}, 422, "No tag is called that"),
        ({"action": "merge", "into": "Kettles"}, 422, "Choose another tag"),
    ],
)
def test_what_no_tag_can_be_is_refused_with_what_was_typed(
    blog_once: Site, fields: dict[str, str], status: int, words: str
) -> None:
    ada: Browser | None = getattr(blog_once, "owner_browser", None)
    if ada is None:
        ada = blog_once.staff("Ada", "owner")
        blog_once.owner_browser = ada  # type: ignore[attr-defined]
        blog_once.publish(ada, tags="Kettles, Pots")
    answer = ada.post(TAG, fields)
    assert answer.status == status
    assert words in answer.words
    for typed in ("description", "into"):
        assert fields.get(typed, "") in answer.html
    assert blog_once.visitor().get("/tags/kettles").status == 200


def test_an_editor_who_comes_second_changes_only_what_they_changed(blog: Site, ada: Browser) -> None:
    blog.publish(ada, tags="Repair")
    ed = blog.staff("Ed", "editor")
    first, second = ada.open(TAG), ed.open(TAG)
    first.send("description", "save", description="What we mend.")
    second.send("description", "save", name="Mending")
    form = ada.open(TAG).form("description")
    assert (form.value("name"), form.value("description")) == ("Mending", "What we mend.")


def test_lists_are_read_page_by_page_while_posts_arrive(blog: Site, ada: Browser, sol: Browser) -> None:
    for number in range(25):
        blog.publish(ada, title=f"No {number:02d}", tags="Kettles", published_at=f"2026-09-{number + 1:02d} 12:00")
    for path in ("/", "/tags/kettles", "/2026/", "/2026/09/"):
        first = sol.open(path)
        assert f'<link rel="canonical" href="{blog.url}{path}">' in first.html
        assert 'rel="prev"' not in first.html
        second = sol.open(_href(first, "next"))
        third = sol.open(_href(second, "next"))
        assert f'<link rel="canonical" href="{blog.url}{_href(first, "next")}">' in second.html
        assert _href(second, "prev") == path
        assert _href(third, "prev") == _href(first, "next")
        assert 'rel="next"' not in third.html
        titles = [part.partition("<")[0] for page in (first, second, third) for part in _titles(page)]
        assert titles == [f"No {number:02d}" for number in reversed(range(25))], path
    onward = _href(sol.open("/"), "next")
    before = _titles(sol.open(onward))
    blog.publish(ada, title="Fresh")
    assert _titles(sol.open(onward)) == before
    back = sol.open(_href(sol.open(onward), "prev"))
    assert "No 24" in back.words, "what stands right above is shown, and not the first page with a gap"
    assert sol.get("/?before=0-0").status == 404
    assert sol.get("/?before=x").status == 404


def _href(page: Page, rel: str) -> str:
    return page.html.partition(f'<link rel="{rel}" href="')[2].partition('"')[0]


def _titles(page: Page) -> list[str]:
    return [part.partition(">")[2].partition("</a>")[0] for part in page.html.split('<h2 dir="auto"><a')[1:]]


def test_the_archive_leads_from_month_to_month_past_empty_ones(blog: Site, ada: Browser, sol: Browser) -> None:
    for at in ("2009-08-07", "2009-08-09", "2009-12-31 23:59", "2012-01-01"):
        blog.publish(ada, title=f"Of {at[:7]}", published_at=at)
    year = main_of(sol.open("/2009/"))
    assert '<a href="/2009/08/">August 2009</a> <span>2</span>' in year
    assert '<a href="/2009/12/">December 2009</a> <span>1</span>' in year
    assert 'class="newer" href="/2012/"' in year
    august = main_of(sol.open("/2009/08/"))
    assert 'class="newer" href="/2009/12/"' in august
    assert 'class="older"' not in august
    assert 'class="older" href="/2009/12/"' in main_of(sol.open("/2012/01/"))
    assert sol.get("/2010/").status == 404
