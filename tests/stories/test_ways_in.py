"""Ways that a reader looks for: to the form past a long thread, to the posts of a year, to whom a comment answers."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Site
from tests.stories.test_threads import say


def test_above_a_thread_a_link_leads_past_it_to_the_form(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    link = '<a class="to-form" href="#comment-form">Post a Comment</a>'
    say(blog, nia, path, "The first.")
    assert link not in blog.visitor().get(path).html, "one comment is not long"
    say(blog, nia, path, "The second.")
    page = blog.visitor().get(path).html
    assert page.count(link) == 1 and 'id="comment-form"' in page
    form = ada.open("/desk/posts/1").form("title")
    ada.post("/desk/posts/1", form.filled("publish", comments="closed"))
    assert link not in blog.visitor().get(path).html, "there is no form to lead to"


def test_home_leads_to_the_posts_of_a_year(blog: Site, ada: Browser) -> None:
    assert "All posts of" not in blog.visitor().get("/").words
    path = blog.publish(ada)
    home = blog.visitor().get("/")
    [year] = re.findall(r'<a href="(/\d{4}/)">All posts of \d{4}</a>', home.html)
    assert path.startswith(year[:5])
    assert "The second kettle" in blog.visitor().get(year).words
    assert "All posts of" not in blog.visitor().get(year).words


def test_whoever_answers_what_is_gone_is_said_to(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, "To be taken back.", name="Ann")
    key = re.findall(r'value="([a-z0-9]+@\d+)"', nia.open("/desk/comments").html)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    say(blog, nia, path, "An answer.", name="Ben", parent=key.partition("@")[0])
    assert "to Ann" in blog.visitor().get(path).words
    blog.visitor().post(receipt.path, {"action": "withdraw"})
    page = blog.visitor().get(path).words
    assert "to a comment that is gone" in page and "Ann" not in page


def test_a_place_in_a_comment_is_named_by_its_writer_too(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    say(blog, nia, path, "A word about samovars.", name="Ben")
    page = blog.visitor().get("/search?q=samovars")
    assert re.search(
        r'<h2 dir="auto"><a href="[^"]+">The second kettle<span class="vh"> · Ben</span></a></h2>', page.html
    )
