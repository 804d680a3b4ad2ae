"""The owner looks after the staff: roles, the door, posts that go from one to another, and names from an import."""

from __future__ import annotations

from sqlalchemy import select, update

from blog.accounts.models import Account
from blog.moderation import log
from blog.posts.models import Post
from tests.cast.site import Browser, Page, Site


def number_of(blog: Site, name: str) -> int:
    with blog.reading() as db:
        return int(db.scalars(select(Account.id).where(Account.name == name)).one())


def change(blog: Site, owner: Browser, name: str, button: str, **fields: str) -> Page:
    """Press a button on somebody's page."""
    page = owner.open(f"/desk/people/{number_of(blog, name)}")
    form = next(form for form in page.forms if any(("action", button) == known[:2] for known in form.buttons))
    return owner.follow(owner.post(form.action, form.filled(button, **fields)))


def test_everybody_stands_on_the_page_with_role_last_sign_in_and_posts(blog: Site, ada: Browser, nia: Browser) -> None:
    blog.publish(ada)
    words = ada.open("/desk/people").words
    assert "Ada · Owner · you" in words and "ada@example.org · signed in" in words and "· 1 post" in words
    assert "Nia · Moderator" in words and "no posts" in words
    assert nia.get("/desk/people").status == 404


def test_another_role_signs_out_holds_at_once_and_is_undone(blog: Site, ada: Browser, nia: Browser) -> None:
    """S2, A1"""
    done = change(blog, ada, "Nia", "role", role="author")
    assert "they have to sign in again" in done.words and "Author ·" in done.words
    assert nia.get("/desk/comments").location.startswith("/sign-in")
    undone = ada.follow(done.send("role", "Undo"))
    assert "Moderator ·" in undone.words
    shown = ada.open("/desk/log?kind=account").words
    assert "Moderator → becomes Author Nia Ada," in shown and "Author → becomes Moderator Nia Ada," in shown
    with blog.reading() as db:
        assert log.verify(db) == []
    # A link that somebody sent the owner offers nothing that the owner has not just done.
    blog.staff("Kim", "author")
    sent = ada.open(f"/desk/people/{number_of(blog, 'Kim')}?done=role&before=owner")
    assert "Undo" not in sent.words


def test_the_only_owner_keeps_the_key(blog: Site, ada: Browser) -> None:
    for page in (change(blog, ada, "Ada", "role", role="author"), change(blog, ada, "Ada", "disable")):
        assert page.status == 409 and "This is the only owner" in page.words
    assert ada.get("/desk/people").status == 200
    assert "Nothing has been decided yet" in ada.open("/desk/log").words


def test_who_is_disabled_is_out_at_once_and_their_name_stays(blog: Site, ada: Browser) -> None:
    """S2"""
    omar = blog.staff("Omar", "author")
    path = blog.publish(omar)
    done = change(blog, ada, "Omar", "disable")
    assert "Disabled and signed out everywhere" in done.words
    assert omar.get("/desk").location.startswith("/sign-in")
    assert omar.post("/sign-in", {"email": "omar@example.org", "password": "a few plain words"}).status == 403
    assert "By Omar" in blog.visitor().open(path).words
    change(blog, ada, "Omar", "enable")
    assert omar.post("/sign-in", {"email": "omar@example.org", "password": "a few plain words"}).status == 303


def test_posts_are_handed_over_and_given_back(blog: Site, ada: Browser) -> None:
    omar, kim = blog.staff("Omar", "author"), blog.staff("Kim", "author")
    path = blog.publish(omar)
    draft = omar.post("/desk/posts/new", {"title": "A draft", "body": "x", "action": "save"}).location.split("?")[0]
    assert "By Omar" in blog.visitor().open(path).words
    done = change(blog, ada, "Omar", "hand-over", to=str(number_of(blog, "Kim")))
    assert "2 posts are Kim’s now." in done.words
    assert "By Kim" in blog.visitor().open(path).words
    assert kim.get(draft).status == 200 and omar.get(draft).status == 404
    back = ada.follow(done.send("hand_over", "take-back"))
    assert "Given back" in back.words
    assert "By Omar" in blog.visitor().open(path).words and omar.get(draft).status == 200
    again = done.send("hand_over", "take-back")
    assert again.status == 409 and "given back already" in again.words
    assert "posts handed over Omar → Kim (2)" in ada.open("/desk/log?kind=account").words


def test_nobody_takes_posts_who_may_not_write(blog: Site, ada: Browser, nia: Browser) -> None:
    omar = blog.staff("Omar", "author")
    blog.publish(omar)
    for to in (str(number_of(blog, "Nia")), str(number_of(blog, "Omar")), "999999", "", "x"):
        page = ada.post(f"/desk/people/{number_of(blog, 'Omar')}", {"action": "hand-over", "to": to})
        assert page.status == 422 and "Choose somebody else who may write" in page.words, to


def test_a_name_from_an_import_is_given_to_somebody_and_taken_back(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    blog.house.database.write(lambda db: db.execute(update(Post).values(author_id=None, author_name="Old Tom")))
    blog.staff("Omar", "author")
    page = ada.open("/desk/people")
    assert "Old Tom" in page.words
    done = ada.follow(page.send("name", "hand-over", to=str(number_of(blog, "Omar"))))
    assert "1 post is Omar’s now." in done.words and "Old Tom" not in done.words
    assert "By Omar" in blog.visitor().open(path).words
    assert "Old Tom" in ada.follow(done.send("hand_over", "take-back")).words
    assert "By Old Tom" in blog.visitor().open(path).words


def test_a_hostile_name_is_only_a_name(blog: Site, ada: Browser) -> None:
    """X1: wherever somebody of the staff is named."""
    kim = blog.staff("Kim", "author")
    assert kim.post("/desk/you/profile", {"name": "<i>Kim", "bio": "", "website": ""}).status == 303
    path = blog.publish(kim)
    blog.staff("Mo", "author")
    kim_, mo = number_of(blog, "<i>Kim"), number_of(blog, "Mo")
    number = blog.visitor().get(path).form("comment-form").value("post")
    assert ada.post(f"/desk/posts/{number}/authors", [("author", str(kim_)), ("author", str(mo))]).status == 303
    change(blog, ada, "<i>Kim", "role", role="editor")
    reader = blog.visitor()
    pages = [reader.get(path), reader.get("/"), reader.get("/authors/kim"), reader.get("/feeds/posts/default")]
    places = ("/desk/people", f"/desk/people/{kim_}", "/desk/log", f"/desk/posts/{number}/authors", "/desk/posts")
    for page in [*pages, *(ada.open(place) for place in places)]:
        assert page.status == 200 and "<i>Kim" not in page.html and "&lt;i&gt;Kim" in page.html, page.path
