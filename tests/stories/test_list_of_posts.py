"""The desk's list of posts: narrowed by words of the title and by state, a page at a time however many there are."""

from __future__ import annotations

import pytest

from blog.posts.listing import list_editable, read_place
from blog.posts.pages import listing
from tests.cast.site import Browser, Site


def test_a_post_is_found_by_words_of_its_title_whatever_their_case(blog: Site, ada: Browser) -> None:
    for title in ("The second kettle", "Kettles, a history", "100% wool", "Boats"):
        blog.publish(ada, title=title)
    page = ada.open("/desk/posts?q=KETTLE")
    assert [title in page.words for title in ("The second kettle", "Kettles, a history", "Boats")] == [
        True,
        True,
        False,
    ]
    page = ada.open("/desk/posts?q=history+kettle")
    assert ("Kettles, a history" in page.words, "The second kettle" in page.words) == (True, False)
    page = ada.open("/desk/posts?q=0%25")
    assert ("100% wool" in page.words, "Boats" in page.words) == (True, False), "a percent sign is a percent sign"
    nothing = ada.open("/desk/posts?q=zeppelin&status=draft")
    assert "Nothing here is like that." in nothing.words
    assert 'href="/desk/posts">Show all' in nothing.html
    assert 'value="zeppelin"' in nothing.html, "the word is still there to be mended"


def test_states_are_chosen_beside_the_words(blog: Site, ada: Browser) -> None:
    blog.publish(ada, title="Kettle out")
    ada.post("/desk/posts/new", {"title": "Kettle in the drawer", "body": "Words.", "action": "save"})
    drafts = ada.open("/desk/posts?q=kettle&status=draft")
    assert ("Kettle in the drawer" in drafts.words, "Kettle out" in drafts.words) == (True, False)
    assert '<input type="hidden" name="status" value="draft">' in drafts.html, "looking for other words stays here"
    assert 'href="/desk/posts?status=published&amp;q=kettle"' in drafts.html
    published = ada.open("/desk/posts?status=published")
    assert ("Kettle in the drawer" in published.words, "Kettle out" in published.words) == (False, True)


def test_every_post_is_reached_page_by_page_also_those_changed_in_one_moment(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = [f"Post number {number}" for number in range(7)]
    for title in titles:
        blog.publish(ada, title=title)
    blog.publish(ada, title="Later")

    def two_at_a_time(*given: object, **named: object) -> object:
        return list_editable(*given, **{"limit": 2, **named})  # type: ignore[arg-type]

    monkeypatch.setattr(listing, "list_editable", two_at_a_time)
    page, seen, pages = ada.open("/desk/posts?status=published"), [], 0
    while True:
        seen += [title for title in titles if title in page.words]
        pages += 1
        if 'rel="next"' not in page.html:
            break
        page = ada.open(page.html.split('class="onward"><a href="')[1].split('"')[0].replace("&amp;", "&"))
    assert (sorted(seen), pages) == (titles, 4)


def test_one_sees_only_what_one_may_open_and_nonsense_is_the_beginning(blog: Site, ada: Browser) -> None:
    blog.publish(ada, title="Hers")
    ben = blog.staff("Ben", "author")
    assert "Hers" not in ben.open("/desk/posts?q=hers&kind=page").words
    assert "Hers" in ada.open("/desk/posts?below=nonsense&status=nonsense&q=%00%20").words
    for place in ("", "-", "1", "1-", "٣-٣", "9" * 40 + "-1", "1-" + "9" * 40, "-1-1"):
        assert read_place(place) is None
    assert "Hers" not in ada.open("/desk/posts?below=99999999999999999-1&status=draft").words
