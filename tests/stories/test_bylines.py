"""Who signs a post: several, in an order; what they may then do; and the pages of authors."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from blog.posts.models import Post
from tests.cast.site import Browser, Page, Site
from tests.stories.test_staff import change, number_of


def draft_of(browser: Browser, title: str = "Together") -> str:
    form = {"title": title, "body": "Words.", "action": "save"}
    return browser.post("/desk/posts/new", form).location.split("?")[0]


def sign(blog: Site, browser: Browser, post: str, *names: str) -> Page:
    fields = [("author", str(number_of(blog, name))) for name in names]
    return browser.follow(browser.post(f"{post}/authors", fields))


def number_at(blog: Site, path: str) -> str:
    found = re.search(r'name="post" value="(\d+)"', blog.visitor().get(path).html)
    assert found is not None
    return f"/desk/posts/{found[1]}"


def test_several_sign_in_their_order_on_the_post_on_home_and_in_the_feed(blog: Site, ada: Browser) -> None:
    """B6"""
    for name in ("Kim", "Omar"):
        blog.staff(name, "author")
    path = blog.publish(ada)
    post = number_at(blog, path)
    reader = blog.visitor()
    before = reader.get(path).headers["etag"]
    assert "By Ada" in reader.get(path).words and 'href="/authors/ada"' in reader.get(path).html
    assert "Saved." in sign(blog, ada, post, "Kim", "Ada", "Omar").words
    shown = reader.get(path)
    assert "By Kim, Ada and Omar" in shown.words and shown.headers["etag"] != before
    assert "by Kim, Ada and Omar" in reader.get("/").words
    feed = reader.get("/feeds/posts/default").html
    assert re.findall(r"<author><name>(\w+)</name></author>", feed) == ["Kim", "Ada", "Omar"]
    assert "by Kim, Ada, Omar" in ada.open("/desk/posts").words
    form = ada.open(f"{post}/authors").form("author")
    assert [value for value in form.values("author") if value] == [
        str(number_of(blog, name)) for name in ("Kim", "Ada", "Omar")
    ]
    sign(blog, ada, post, "Ada")
    assert "By Ada" in reader.get(path).words and "Kim" not in reader.get(path).words


def test_whoever_signs_may_do_what_an_author_may(blog: Site, ada: Browser) -> None:
    """A co-author edits, publishes and decides on its comments; to anybody else it is not there."""
    kim, omar = blog.staff("Kim", "author"), blog.staff("Omar", "author")
    post = draft_of(kim)
    assert omar.get(post).status == 404
    sign(blog, kim, post, "Kim", "Omar")
    assert "Together" in omar.open("/desk").words
    page = omar.open(post)
    published = omar.follow(omar.post(post, page.form("title").filled("publish")))
    path = published.form("title").value("permalink")
    blog.say(path, body="To both of you.")
    for browser in (kim, omar):
        assert "To both of you." in browser.open("/desk/comments").words
    own = omar.post("/desk/decisions", {"comment": pick_of(omar), "decision": "approved"})
    assert own.status == 303 and "To both of you." in blog.visitor().get(path).words
    sign(blog, kim, post, "Kim")
    assert omar.get(post).status == 404 and "To both" not in omar.open("/desk/comments?status=approved").words


def test_the_answer_of_each_author_is_marked_as_one(blog: Site, ada: Browser) -> None:
    kim = blog.staff("Kim", "author")
    path = blog.publish(ada)
    sign(blog, ada, number_at(blog, path), "Ada", "Kim")
    assert kim.open(path).send("comment-form", body="From the second author.").status == 303
    page = blog.visitor().get(path)
    assert "From the second author." in page.words and "badge author" in page.html


def pick_of(browser: Browser) -> str:
    found = re.search(r'name="comment" value="([^"]+)"', browser.open("/desk/comments").html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("names", [(), ("Ada", "Ada"), ("Nia",), ("Ada", "Nobody")])
def test_what_is_no_byline_changes_nothing(blog: Site, ada: Browser, nia: Browser, names: tuple[str, ...]) -> None:
    """A moderator writes nothing and signs nothing; nobody signs twice; a post is somebody's."""
    post = draft_of(ada)
    numbers = [str(number_of(blog, name)) if name != "Nobody" else "99999" for name in names]
    page = ada.post(f"{post}/authors", [("author", number) for number in numbers])
    assert page.status == 422 and "Nothing was changed." in page.words
    assert "by Ada ·" in ada.open("/desk/posts").words


def test_two_who_change_the_authors_are_asked_and_one_who_changed_nothing_undoes_nothing(
    blog: Site, ada: Browser
) -> None:
    for name in ("Kim", "Omar"):
        blog.staff(name, "author")
    post, omar = draft_of(ada), str(number_of(blog, "Omar"))
    late = ada.open(f"{post}/authors")
    sign(blog, ada, post, "Ada", "Kim")
    assert late.send("author").status == 303
    assert "by Ada, Kim ·" in ada.open("/desk/posts").words
    mine = [*((name, value) for name, value in late.form("author").fields if value), ("author", omar)]
    asked = ada.post(f"{post}/authors", mine)
    assert asked.status == 409 and "Now it is signed by Ada, Kim." in asked.words
    assert [value for value in asked.form("author").values("author") if value][1:] == [omar], "the choice is kept"
    assert asked.send("author").status == 303
    assert "by Ada, Omar ·" in ada.open("/desk/posts").words


def test_whoever_takes_their_own_name_away_is_told(blog: Site, ada: Browser) -> None:
    kim = blog.staff("Kim", "author")
    post = draft_of(kim)
    page = sign(blog, kim, post, "Ada")
    assert page.path.startswith("/desk/posts?") and "no longer among yours" in page.words
    assert kim.get(post).status == 404 and ada.get(post).status == 200


def test_posts_that_several_sign_are_handed_over_in_their_place(blog: Site, ada: Browser) -> None:
    for name in ("Kim", "Omar"):
        blog.staff(name, "author")
    path = blog.publish(ada)
    sign(blog, ada, number_at(blog, path), "Ada", "Kim")
    other = blog.publish(ada, title="Another")
    sign(blog, ada, number_at(blog, other), "Omar", "Kim")
    done = change(blog, ada, "Kim", "hand-over", to=str(number_of(blog, "Omar")))
    assert "2 posts are Omar’s now." in done.words
    reader = blog.visitor()
    assert "By Ada and Omar" in reader.get(path).words
    assert "By Omar" in reader.get(other).words and "Kim" not in reader.get(other).words
    ada.follow(done.send("hand_over", "take-back"))
    assert "By Ada and Kim" in reader.get(path).words and "By Omar and Kim" in reader.get(other).words


def test_an_author_has_a_page_as_soon_as_something_is_published(blog: Site, ada: Browser) -> None:
    reader, kim = blog.visitor(), blog.staff("Kim", "author")
    draft_of(kim)
    assert reader.get("/authors/kim").status == 404
    for number in range(12):
        blog.clock.step(minutes=1)
        blog.publish(kim, title=f"Post {number}")
    blog.publish(ada, title="By another")
    page = reader.get("/authors/kim")
    assert "Written by Kim" in page.words and "Post 11" in page.words and "By another" not in page.words
    assert "set-cookie" not in page.headers
    assert reader.get("/authors/kim", **{"if-none-match": page.headers["etag"]}).status == 304
    older = re.search(r'href="(/authors/kim\?before=[^"]+)"', page.html)
    assert older is not None
    rest = reader.get(older[1]).words
    assert "Post 1" in rest and "Post 0" in rest and "Post 2" not in rest
    assert reader.get("/authors/kim?before=x").status == 404


def test_the_page_says_what_its_author_says_and_is_made_anew(blog: Site, ada: Browser) -> None:
    """B11, X3: the profile is typed by hand and cleaned like a comment."""
    path = blog.publish(ada)
    reader = blog.visitor()
    assert reader.get("/authors/ada").status == 200
    page = ada.open("/desk/you/profile")
    saved = page.send(
        "bio", name="Ada Lind", bio="I fix *kettles*. <script>alert(1)</script> [me](javascript:x)",
        website="www.example.org",
    )  # fmt: skip
    assert "Saved. Every page shows it now." in ada.follow(saved).words
    shown = reader.get("/authors/ada")
    assert "Written by Ada Lind" in shown.words and "<em>kettles</em>" in shown.html
    assert "<script>alert" not in shown.html and 'href="javascript' not in shown.html
    assert 'href="https://www.example.org"' in shown.html
    assert "By Ada Lind" in reader.get(path).words
    again = ada.open("/desk/you/profile")
    assert again.form("bio").value("name") == "Ada Lind" and "your page" in again.words


def test_a_profile_that_cannot_be_stored_is_said_and_kept(blog: Site, ada: Browser) -> None:
    page = ada.post("/desk/you/profile", {"name": " \u200b ", "bio": "x" * 2_001, "website": "nonsense"})
    assert page.status == 422
    assert "Sign with a name" in page.words and "2,001 characters" in page.words and "look like a website" in page.words
    assert page.form("bio").value("website") == "nonsense"
    blog.staff("Kim", "author")
    page = ada.post("/desk/you/profile", {"name": "K I M", "bio": "", "website": ""})
    assert page.status == 422 and "Somebody of this blog signs like that already." in page.words
    assert ada.open("/desk/you/profile").form("bio").value("name") == "Ada"


def test_a_name_from_an_import_has_a_page_and_joins_an_account_that_is_called_alike(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, title="From long ago")
    move = update(Post).values(author_id=None, author_name="Old Tom")
    blog.house.database.write(lambda db: db.execute(move))
    blog.publish(ada, title="From today")
    reader = blog.visitor()
    assert 'href="/authors/old-tom"' in reader.get(path).html
    page = reader.get("/authors/old-tom").words
    assert "Written by Old Tom" in page and "From long ago" in page and "From today" not in page
    blog.publish(blog.staff("Old-Tom", "author"), title="From tomorrow")
    both = reader.get("/authors/old-tom").words
    assert "Written by Old-Tom" in both and "From long ago" in both and "From tomorrow" in both
