"""What is found, the same on both databases, and what never is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from blog.posts.models import Post
from blog.search.pace import MOST_A_MINUTE, SearchPace, TooManySearches
from blog.search.queries import ONLY_WITHOUT, Asked
from tests.cast.site import Browser, Site
from tests.search.looking import check_index, look_for, quoted

TEXTS = {
    "The second kettle": "Tea for everybody. The café has a naïve kettle, <i>and</i> 東京タワーは高い。",
    "A ferry": "The kettle is on the ferry, l’été au bord de l’eau. ภาษาไทย",
    "Nothing": "Kettles everywhere, and straße.",
}


@pytest.fixture
def filled(blog: Site, ada: Browser) -> Site:
    for title, body in TEXTS.items():
        blog.clock.step(minutes=1)
        blog.publish(ada, title=title, body=body)
    return blog


QUERIES: tuple[tuple[str, list[str]], ...] = (
    ("kettle", ["The second kettle", "A ferry"]),
    ("KETTLE ferry", ["A ferry"]),
    ("kettle -ferry", ["The second kettle"]),
    ("kettle -“the ferry”", ["The second kettle"]),
    ("kettl*", ["The second kettle", "Nothing", "A ferry"]),
    ("cafe naive", ["The second kettle"]),
    ("CAFÉ", ["The second kettle"]),
    ("ete", ["A ferry"]),
    ("l'été", ["A ferry"]),
    ("STRASSE", ["Nothing"]),
    ('"kettle is on"', ["A ferry"]),
    ('"on is kettle"', []),
    ("東京", ["The second kettle"]),
    ("京タ", ["The second kettle"]),
    ("高", ["The second kettle"]),
    ("東高", []),
    ("ไทย", ["A ferry"]),
    ("kettle everywhere nowhere", []),
)


def test_posts_are_found_by_their_words_the_best_first(filled: Site) -> None:
    for query, titles in QUERIES:
        page = look_for(filled, query)
        assert page.status == 200
        found = [title for title in TEXTS if title in page.words.partition("leaves out.")[2]]
        assert sorted(found) == sorted(titles), query
        places = [page.words.rindex(title) for title in titles]
        assert places == sorted(places), query


def test_what_readers_wrote_is_found_with_the_title_of_its_post_and_marked(filled: Site, ada: Browser) -> None:
    path = filled.publish(ada, title="Soup & <bread>", body="Of the day.")
    filled.say(path, "It wants <b>salt</b> & péppér, says `</script>`.", name="Sol <i>")
    assert quoted(look_for(filled, "pepper")) == []
    approve_all(ada)

    page = look_for(filled, "pepper salt")

    [quotation] = quoted(page)
    assert "[salt]" in quotation
    assert "[péppér]" in quotation
    assert "&lt;/script&gt;" in quotation
    assert "Soup &amp; &lt;bread&gt;" in page.html
    assert "Sol &lt;i&gt;" in page.html
    place = page.html.partition('<h2 dir="auto"><a href="')[2].partition('"')[0]
    assert f'id="{place.partition("#")[2]}"' in filled.visitor().open(place).html


def approve_all(ada: Browser) -> None:
    queue = ada.open("/desk/comments")
    for part in queue.html.split('name="comment" value="')[1:]:
        ada.post("/desk/decisions", {"comment": part.split('"')[0], "decision": "approved"})


def test_nothing_that_readers_do_not_see_is_found(filled: Site, ada: Browser) -> None:
    """F9: drafts, what is scheduled, pending and hidden, and what was taken down, with the very next look."""
    later = (filled.clock() + timedelta(days=1)).isoformat()
    ada.post("/desk/posts/new", {"title": "Draft", "body": "Zanzibar.", "action": "save"})
    ada.post("/desk/posts/new", {"title": "Later", "body": "Zanzibar.", "action": "schedule", "published_at": later})
    path = filled.publish(ada, title="Here", body="Words.")
    receipt = filled.say(path, "Zanzibar waits.")
    assert "Nothing was found" in look_for(filled, "zanzibar").words

    approve_all(ada)
    assert quoted(look_for(filled, "zanzibar")) == ["[Zanzibar] waits."]

    receipt = receipt.browser.open(receipt.path)
    receipt.browser.post(receipt.path, receipt.form("body").filled(None, body="Madagascar waits."))
    assert quoted(look_for(filled, "madagascar")) == []
    approve_all(ada)
    assert quoted(look_for(filled, "zanzibar")) == []
    assert quoted(look_for(filled, "madagascar")) == ["[Madagascar] waits."]

    with filled.reading() as db:
        number = db.scalars(select(Post.id).where(Post.permalink == path)).one()
    ada.open(f"/desk/posts/{number}").send("title", "save", comments="hidden")
    assert quoted(look_for(filled, "madagascar")) == []
    check_index(filled)

    filled.clock.step(days=2)
    filled.work()
    assert "Later" in look_for(filled, "zanzibar").words


HOSTILE = (
    '"', '""', "*", "-", "--", "-a", "AND", "OR NOT", "NEAR(a b)", "title:kettle", "{title} : x", "^kettle", "a\x00b",
    "(", "a)", "';--", "' OR 1=1", "\\", "%", "_", ":*", "a:*b", "<->", "!a", "&&", "|", "\ud83d", "\ufeff", "́",
    "kettle" * 500, '"' * 300, "a* b* c* d*", "-kettle -ferry", "日" * 300, "* * *", "“”", "\u202e", "x" * 60_000,
    "{{ 7*7 }}", "</title><script>alert(1)</script>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kettled", ["The second kettle", "A ferry", "Nothing"]),
        ("ferries", []),
        ("ferry's", []),
        ("tearoom everybodys", []),
        ("everybodyes", ["The second kettle"]),
        ("kettle2", []),
        ('"kettled"', []),
        ("tea -everywhere everybodies", []),
    ],
)
def test_where_nothing_says_so_what_begins_like_it_is_shown_as_such(
    filled: Site, query: str, titles: list[str]
) -> None:
    """Endings are other ones in each language; a number means itself."""
    page = look_for(filled, query)
    assert all(title in page.words for title in titles) and len(quoted(page)) == len(titles)
    assert ("Nothing says exactly that" in page.words) == bool(titles)
    assert ("Nothing was found" in page.words) == (not titles)


def test_whatever_is_typed_gets_a_page_with_a_friendly_sentence(filled: Site) -> None:
    """V7, V8: no query is wrong."""
    visitor = filled.visitor()
    for query in HOSTILE:
        page = look_for(filled, query.encode("utf-8", "replace").decode())
        assert page.status == 200, query
        assert "<script>alert" not in page.html
        assert "set-cookie" not in page.headers
    assert visitor.get("/search?q=%ff%fe%00").status == 200
    for wrong in ("0", "-1", "x", "1e9", "9" * 400):
        assert visitor.get(f"/search?q=kettle&page={wrong}").status == 404
    assert "There is no such page" in look_for(filled, "kettle", page="7").words
    assert str(Asked.read("-kettle").trouble) == str(ONLY_WITHOUT)
    assert "A minus only leaves things out" in look_for(filled, "-kettle").words
    assert "no word in that" in look_for(filled, "***").words


def test_many_results_stand_on_pages_and_all_are_bounded(blog: Site, ada: Browser) -> None:
    for number in range(23):
        blog.clock.step(minutes=1)
        blog.publish(ada, title=f"Number {number}", body="Pebble.")
    first = look_for(blog, "pebble")
    second = blog.visitor().get(first.html.partition('class="older" href="')[2].partition('"')[0].replace("&amp;", "&"))
    assert "23 places say so" in first.words
    assert (len(quoted(first)), len(quoted(second))) == (20, 3)
    # Of equals the newest stand first.
    assert first.words.index("Number 22") < first.words.index("Number 3")
    assert "Number 0" in second.words


def test_the_page_is_nobodys_and_is_kept_out_of_engines(filled: Site) -> None:
    page = look_for(filled, "kettle")
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in page.headers


def test_whoever_searches_without_end_waits_a_moment() -> None:
    pace, now = SearchPace(), datetime(2026, 10, 17, 9, 0, tzinfo=UTC)
    for _ in range(MOST_A_MINUTE):
        pace.step("192.0.2.0/24", now)
    with pytest.raises(TooManySearches):
        pace.step("192.0.2.0/24", now)
    pace.step("198.51.100.0/24", now)
    pace.step("192.0.2.0/24", now + timedelta(minutes=1))
