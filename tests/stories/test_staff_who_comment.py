"""People of the desk among the readers: their own name, their badge, and nobody else with either."""

from __future__ import annotations

import pytest

from blog.accounts.changing import disable_account
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


def test_whoever_else_is_of_the_blog_is_told_from_strangers(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    nia.follow(nia.open(path).send("comment-form", body="The hall opens at nine."))
    html = blog.visitor().open(path).html
    assert html.count('class="badge staff"') == 1 and 'class="badge author"' not in html


def test_a_name_is_not_asked_of_whoever_is_signed_in(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    assert ada.open(path).send("comment-form", body="Nothing more to say.").status == 303


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        " a d a ",
        "АDА",
        "Ad\u0430",
        "A\u200bd\U000e0061a",
        "Àdá",
        "\U0001d4d0\U0001d4ed\U0001d4ea",
        "Ꭺda",
        "ＡＤＡ",
    ],
)
def test_the_names_of_the_house_are_its_people_s(blog: Site, ada: Browser, name: str) -> None:
    """C3, T3: whatever the eye takes for a staff name is refused to whoever is not signed in, and the text is kept."""
    path = blog.publish(ada)
    page = blog.visitor().open(path)
    for button in ("send", "preview"):
        page = blog.visitor().open(path).send("comment-form", button, body="Trust me.", name=name)
        assert page.status == 422
        assert "This name belongs to somebody of this blog." in page.words
        assert page.form("comment-form").value("body") == "Trust me."
    sent = page.send("comment-form", name=f"{name} from the allotments")
    assert sent.status == 303


def test_who_may_not_sign_in_reserves_no_name(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.house.database.write(lambda db: disable_account(db, "nia@example.org", blog.clock()))
    assert blog.say(path, name="Nia").status == 200


def test_a_stranger_with_the_address_of_the_house_waits_and_is_marked(blog: Site, ada: Browser, nia: Browser) -> None:
    """T3, M3"""
    path = blog.publish(ada)
    blog.say(path, body="Trust me.", name="Someone", email="ada@example.org")
    blog.say(path, body="Trust me, too.", name="Rοbin")
    assert "Trust me" not in blog.visitor().open(path).words
    queue = nia.open("/desk/comments")
    assert queue.words.count("It goes by a person of this blog, who was not signed in.") == 1
    assert queue.words.count("Its name mixes letters of two scripts that look alike.") == 1
    for key in waiting(nia):
        nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert 'class="badge author"' not in blog.visitor().open(path).html
    assert 'class="badge staff"' not in blog.visitor().open(path).html


def test_the_sign_in_page_leads_whoever_is_signed_in_to_the_desk(blog: Site, ada: Browser) -> None:
    assert ada.get("/sign-in").location == "/desk"
    assert ada.get("/sign-in?next=/desk/posts").location == "/desk/posts"
    assert blog.visitor().get("/sign-in").status == 200
