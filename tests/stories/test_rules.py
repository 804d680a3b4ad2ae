"""Rules for comments: on a post, on a tag, by age, for the site; shown at once, and closing within their second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from blog.app import make_app, make_house
from blog.comments.models import Comment
from blog.web.pagecache import PageCache
from tests.cast.site import Browser, Page, Site
from tests.cast.soon import soon


class Reader:
    """A reader of another process, through its page cache; word of a change may take a moment to come there."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def sees(self, path: str, right: Callable[[str], bool]) -> bool:
        return soon(lambda: right(self._client.get(path).text))

    def takes(self, path: str) -> bool:
        return self.sees(path, takes)

    def refuses(self, path: str) -> bool:
        return self.sees(path, lambda html: not takes(html))

    def reads(self, path: str, words: str) -> bool:
        return self.sees(path, lambda html: words in html)

    def misses(self, path: str, words: str) -> bool:
        return self.sees(path, lambda html: words not in html)


@pytest.fixture
def elsewhere(blog: Site) -> Iterator[Reader]:
    house = make_house(blog.settings, blog.clock)
    app = make_app(house, with_worker=False)
    assert isinstance(app, PageCache)
    yield Reader(TestClient(app, base_url=blog.url, follow_redirects=False))
    house.close()


def takes(html: str) -> bool:
    return 'id="comment-form"' in html


def rule_tag(browser: Browser, name: str, rule: str) -> Page:
    """Choose a rule for a tag on the desk's page."""
    page = browser.open("/desk/tags")
    row = page.html.split(f">{name}</a>")[1]
    field = row.split('<select class="inp" name="')[1].split('"')[0]
    return browser.follow(page.send("/desk/tags", **{field: rule}))


def close_after(browser: Browser, days: int, rule: str = "closed") -> Page:
    fields = {"comments_after_days": str(days), "comments_after_rule": rule}
    return browser.follow(browser.open("/desk/settings").send("tagline", **fields))


def test_a_new_blog_never_closes_by_itself(blog: Site, ada: Browser) -> None:
    """Real blogs get 64 to 87 % of their comments more than a week after the post."""
    path = blog.publish(ada, published_at="1999-01-01 10:00")
    assert takes(blog.visitor().open(path).html)
    form = ada.open("/desk/posts/new").form("title")
    assert form.value("comments") == ""
    assert ada.open("/desk/settings").form("tagline").value("comments_after_days") == "0"


def test_a_post_closes_within_the_second_of_its_time_also_where_its_page_is_kept(
    blog: Site, ada: Browser, elsewhere: Reader
) -> None:
    path = blog.publish(ada, published_at=(blog.clock() - timedelta(days=89)).isoformat())
    close_after(ada, 90)
    end = (blog.clock() + timedelta(days=1)).replace(microsecond=0)
    blog.clock.now = end - timedelta(seconds=1)
    assert elsewhere.takes(path)
    assert elsewhere.takes(path), "from the cache"
    assert elsewhere.reads("/", "be the first")
    form = blog.visitor().open(path).form("comment-form").filled(body="Too late, and kept.", name="Sol")
    blog.clock.now = end
    assert elsewhere.refuses(path)
    assert elsewhere.reads(path, "Comments are closed.")
    assert elsewhere.misses("/", "be the first")
    late = blog.visitor().post("/comments", form)
    assert late.status == 403
    assert "Too late, and kept." in late.words
    assert blog.count(Comment) == 0


def test_age_may_moderate_instead_of_closing(blog: Site, ada: Browser, nia: Browser, elsewhere: Reader) -> None:
    path = blog.publish(ada, published_at=(blog.clock() - timedelta(days=89)).isoformat())
    close_after(ada, 90, "moderated")
    said = nia.open(path).send("comment-form", body="At once.", name="Nia")
    assert "approved" in nia.follow(said).words, "she may decide on her own"
    blog.clock.step(days=1)
    assert elsewhere.takes(path)
    said = nia.open(path).send("comment-form", body="It waits.", name="Nia")
    assert "pending" in nia.follow(said).words, "whoever wrote it"


def test_a_tag_closes_its_posts_and_the_post_itself_wins(blog: Site, ada: Browser, elsewhere: Reader) -> None:
    """A5"""
    tagged, other = blog.publish(ada, tags="Politics, Tea"), blog.publish(ada, title="Other", tags="Tea")
    assert elsewhere.takes(tagged)
    page = rule_tag(ada, "Politics", "closed")
    assert "Saved." in page.words
    assert "1 tag has a rule" in page.words
    assert elsewhere.refuses(tagged)
    assert elsewhere.takes(other)
    assert "Closed because of its tag “Politics”." in ada.open("/desk/posts/1").words
    ada.open("/desk/posts/1").send("title", "publish", comments="open")
    assert elsewhere.takes(tagged)
    assert "Open, because this post says so." in ada.open("/desk/posts/1").words


def test_of_tags_that_disagree_the_stricter_wins(blog: Site, ada: Browser, elsewhere: Reader) -> None:
    path = blog.publish(ada, tags="Politics, Tea")
    rule_tag(ada, "Politics", "closed")
    rule_tag(ada, "Tea", "open")
    assert elsewhere.refuses(path)
    rule_tag(ada, "Politics", "")
    assert elsewhere.takes(path)


def test_a_hidden_tag_hides_what_was_said_everywhere(blog: Site, ada: Browser, elsewhere: Reader) -> None:
    path = blog.publish(ada, tags="Tea")
    ada.open(path).send("comment-form", body="A word to hide.", name="Ada")
    assert elsewhere.reads("/", "A word to hide.")
    rule_tag(ada, "Tea", "hidden")
    for page in ("/", path, "/tags/tea"):
        assert elsewhere.misses(page, "A word to hide.")
    rule_tag(ada, "Tea", "")
    assert elsewhere.reads("/", "A word to hide.")
    ada.open("/desk/settings").send("tagline", comments_rule="hidden")
    assert elsewhere.misses("/", "A word to hide.")


def test_the_form_says_which_rule_holds_and_why(blog: Site, ada: Browser) -> None:
    blog.publish(ada, published_at=(blog.clock() - timedelta(days=85)).isoformat())
    assert "Open, as the site does." in ada.open("/desk/posts/1").words
    close_after(ada, 90)
    assert "It closes on October 14, 2026 by its age" in ada.open("/desk/posts/1").words
    blog.clock.step(days=6)
    words = ada.open("/desk/posts/1").words
    assert "Closed because it is older than 90 days; choose Open to keep it open." in words


def test_the_table_stands_where_its_lines_are_set(blog: Site, ada: Browser) -> None:
    for path in ("/desk/settings", "/desk/tags"):
        words = ada.open(path).words
        assert "the first line that says something decides" in words
        assert "No tag has a rule" in words
    assert "Closed after 90 days" in close_after(ada, 90).words


def test_a_form_without_the_field_keeps_the_rule(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, comments="closed")
    ada.post("/desk/posts/1", {"title": "Another title", "body": "Words.", "action": "publish"})
    page = blog.visitor().open(path)
    assert "Another title" in page.words
    assert not takes(page.html)
    ada.post("/desk/posts/1", {"title": "Another title", "body": "Words.", "action": "publish", "comments": ""})
    assert takes(blog.visitor().open(path).html)


def test_settings_that_make_no_sense_are_said_and_kept(blog: Site, ada: Browser) -> None:
    page = ada.open("/desk/settings")
    for name, wrong in (
        *(("comments_after_days", "-1"), ("comments_after_days", "soon"), ("comments_after_days", "9" * 30)),
        *(("comments_rule", "nonsense"), ("comments_after_rule", "hidden"), ("report_threshold", "x")),
    ):
        refused = page.send("tagline", **{name: wrong})
        assert refused.status == 422, (name, wrong)
    assert ada.open("/desk/settings").form("tagline").value("comments_after_days") == "0"


def test_a_tag_that_is_gone_or_a_rule_that_is_none_changes_nothing(blog: Site, ada: Browser) -> None:
    blog.publish(ada, tags="Tea")
    assert ada.post("/desk/tags", {"rule-1": "nonsense"}).status == 422
    assert ada.post("/desk/tags", {"rule-1": "closed", "rule-999": "closed"}).status == 409
    assert "No tag has a rule" in ada.open("/desk/tags").words


def test_two_editors_do_not_undo_each_other(blog: Site, ada: Browser) -> None:
    blog.publish(ada, tags="Tea, Boats")
    late = ada.open("/desk/tags")
    rule_tag(ada, "Tea", "closed")
    boats = next(name for name in late.form("/desk/tags").names if name.startswith("rule-"))
    late.send("/desk/tags", **{boats: "moderated"})
    assert "2 tags have a rule" in ada.open("/desk/tags").words


def test_many_tags_stand_on_several_pages(blog: Site, ada: Browser) -> None:
    for number in range(13):
        blog.publish(ada, title=f"Post {number}", tags=", ".join(f"Tag {number:02} {other:02}" for other in range(20)))
    first = ada.open("/desk/tags")
    second = ada.open(first.html.split('class="onward"><a href="')[1].split('"')[0])
    names = [page.html.count("<select") for page in (first, second)]
    assert names == [200, 60]
    assert second.form("/desk/tags").value("after") != ""


def test_the_form_says_what_holds_for_its_own_post(blog: Site, ada: Browser) -> None:
    ada.open("/desk/settings").send("waits", waits="scored")
    quick = blog.publish(ada, title="Quick")
    slow = blog.publish(ada, title="Slow", comments="moderated")
    assert "It appears at once" in blog.visitor().open(quick).words
    assert "A moderator reads it before it appears." in blog.visitor().open(slow).words
