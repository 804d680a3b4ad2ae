"""What is found in a blog that came from elsewhere, the same on both databases: in every script, and nothing hidden."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

from tests.cast.site import Site
from tests.importers.messy import HIDDEN
from tests.importers.two_blogs import Moved
from tests.search.looking import check_index, look_for, quoted
from tests.search.test_finding import HOSTILE
from tests.stories.test_hostile_everywhere import check_inert

# Of what is looked for: which post it stands in, and a word that is marked there.
FOUND = (
    ("الغلاية", 2, "الغلاية"),
    ("شاي ماء", 2, "ماء"),
    ("שלום", 2, "שלום"),
    ("薬缶", 3, "薬缶"),
    ("高い", 3, "高い"),
    ("주전자", 3, "주전자"),
    ("水壺", 3, "水壺"),
    ("NAIVE CAFE", 14, "café"),
    ("naïve -13 -12 -11 -10 -9", 14, "naïve"),
    ('"words of samovar 12"', 12, "samovar"),
    ("donaudampfschifffahrtselektrizitaten*", 5, "Donaudampf"),
    ("bold paragraphs", 6, "bold"),
)


def test_an_imported_post_is_found_in_its_own_script(blog: Site, moved: Moved) -> None:
    """A2"""
    for query, number, word in FOUND:
        page = look_for(blog, query)
        results = page.html.partition('<h2 dir="auto">')[2]
        assert f'href="{moved.at(number)}' in results, query
        assert any("[" in one and word in one.replace("[", "").replace("]", "") for one in quoted(page)), query
    assert "Nothing was found" in look_for(blog, "京東").words
    check_index(blog)


def test_an_imported_comment_is_found_where_it_stands(blog: Site, moved: Moved) -> None:
    """A2: on whichever page of its thread."""
    page = look_for(blog, "東京128タワー")
    place = unescape(page.html.partition('<h2 dir="auto"><a href="')[2].partition('"')[0])
    assert f'id="{place.partition("#")[2]}"' in blog.visitor().open(place).html


def test_nothing_hidden_of_an_imported_blog_is_found(blog: Site, moved: Moved) -> None:
    """A3"""
    for word in (*HIDDEN, "pelican"):
        page = look_for(blog, f'"{word}"')
        assert quoted(page) == [] and "Nothing was found" in page.words, word


def test_no_query_is_wrong_and_no_answer_harms(blog: Site, moved: Moved) -> None:
    """X6, X8, V8: whatever is asked, and whatever stands in what is found."""
    for query in HOSTILE:
        page = look_for(blog, query.encode("utf-8", "replace").decode())
        assert page.status == 200, query
        check_inert(page.html, query)
    for query in ("seen", "words", "東京", "kettle", "old", "w" * 60, "ppp*"):
        page = look_for(blog, query)
        assert page.status == 200 and quoted(page), query
        check_inert(page.html, query)
        said = " ".join(quoted(page))
        assert not re.search(r"<|&(?!(?:amp|lt|gt|#\d+);)", said), query
    for wrong in ("sort", "order", "limit", "lang", "q[]"):
        assert blog.visitor().get("/search?" + urlencode({"q": "words", wrong: "1;DROP"})).status == 200
