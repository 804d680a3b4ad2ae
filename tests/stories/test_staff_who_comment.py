"""People of the desk among the readers: their own name, their badge, and nobody else with either."""

from __future__ import annotations

from tests.cast.site import Browser, Site
from tests.stories.test_first_day import waiting


def test_whoever_is_signed_in_writes_under_their_own_name_and_at_once(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    receipt = ada.follow(ada.open(path).send("comment-form", body="I can answer that.", name="The broom"))
    assert "approved" in receipt.words.lower()
    page = blog.visitor().open(path)
    assert "I can answer that." in page.words
    assert "The broom" not in page.words
    assert "Author" in page.words


def test_a_name_is_not_asked_of_whoever_is_signed_in(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    assert ada.open(path).send("comment-form", body="Nothing more to say.").status == 303


def test_a_stranger_with_the_name_of_the_house_waits_and_is_marked(blog: Site, ada: Browser, nia: Browser) -> None:
    """T3, M3"""
    path = blog.publish(ada)
    for number, (name, email) in enumerate((("Ada", ""), ("АDА", ""), ("Someone", "ada@example.org"))):
        blog.say(path, body=f"Trust me, number {number}.", name=name, email=email)
    assert "Trust me" not in blog.visitor().open(path).words
    queue = nia.open("/desk/comments")
    assert queue.words.count("It goes by a person of this blog, who was not signed in.") == 3
    for key in waiting(nia):
        nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert 'class="badge author"' not in blog.visitor().open(path).html


def test_the_sign_in_page_leads_whoever_is_signed_in_to_the_desk(blog: Site, ada: Browser) -> None:
    assert ada.get("/sign-in").location == "/desk"
    assert ada.get("/sign-in?next=/desk/posts").location == "/desk/posts"
    assert blog.visitor().get("/sign-in").status == 200
