"""The filter of the queue as people meet it: what it refuses, what it carries along, and what leads into it."""

from __future__ import annotations

import re

import pytest

from blog.moderation.filters import Filter
from tests.cast.site import Browser, Site


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("score", value) for value in ("abc", "nan", "inf", "1e9", "[]", "--1", "9999", "1.2.3", "４")),
        *((name, value) for name in ("signal", "age", "script", "links", "lane") for value in ("x", "[]", "hosts'--")),
        *((name, "x" * 255) for name in ("words", "post", "tag", "person")),
        ("words", "a b c d e f g h i"),
        ("post", "9" * 10),
        ("words", "\u2066"),
    ],
)
def test_a_value_that_is_none_is_refused_with_a_sentence_and_kept(
    blog: Site, nia: Browser, name: str, value: str
) -> None:
    wanted = Filter.read({name: value})
    assert set(wanted.complaints) == {name}
    answer = nia.get("/desk/comments?" + "&".join(["status=pending", f"{name}={value.replace('+', '%2B')}"]))
    assert answer.status == 422
    assert str(wanted.complaints[name]) in answer.words
    assert 'class="card' not in answer.html
    if name in ("score", "words", "post", "tag", "person") and value.isascii():
        assert value in answer.html.replace("&#39;", "'")


def test_empty_fields_of_the_form_ask_for_nothing(blog: Site, ada: Browser, nia: Browser) -> None:
    blog.say(blog.publish(ada), "A word about kettles.")
    form = nia.open("/desk/comments").form("/desk/comments")
    answer = nia.get("/desk/comments?" + "&".join(f"{name}={value}" for name, value in form.fields))
    assert (answer.status, "1 comment is waiting" in answer.words) == (200, True)


def test_a_decision_in_a_narrowed_list_leads_back_into_it_and_so_does_its_undo(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    path = blog.publish(ada)
    blog.say(path, "A word about kettles.")
    blog.say(path, "A word about ferries.")
    seen = nia.open("/desk/comments?words=kettles")
    assert "ferries" not in seen.words
    [key] = re.findall(r'name="comment"[^>]*value="([^"]+)"', seen.html)
    fields = dict(seen.form("/desk/decisions").fields)
    answer = nia.post("/desk/decisions", {"only": f"{key}:spam", "status": "pending", "filter": fields["filter"]})
    assert answer.location.startswith("/desk/comments?status=pending&words=kettles&done=")
    back = nia.follow(answer)
    assert "Nothing in this list matches: Words in the text: kettles." in back.words
    assert "Show the whole list" in back.words
    undone = nia.post("/desk/undos", back.form("/desk/undos").filled())
    assert undone.location.startswith("/desk/comments?status=pending&words=kettles&done=")
    for torn in ("%%%", "words=" + "x" * 900, "&" * 500, "status=deleted&words=kettles"):
        answer = nia.post(
            "/desk/decisions", {"only": f"{key.split('@')[0]}@3:spam", "status": "pending", "filter": torn}
        )
        assert answer.status in (303, 409)


def test_a_card_leads_to_the_others_of_its_post_and_its_person(blog: Site, ada: Browser, nia: Browser) -> None:
    kettles, ferries = blog.publish(ada, title="Kettles"), blog.publish(ada, title="Ferries")
    blog.say(kettles, "The first.", "Sol & Co")
    blog.say(kettles, "The second.", "Omar")
    blog.say(ferries, "The third.", "Sol & Co")
    html = nia.open("/desk/comments").html
    of_post, of_person = (
        re.findall(rf'href="(/desk/comments\?status=pending&amp;{name}=[^"]+)"', html)[0].replace("&amp;", "&")
        for name in ("post", "person")
    )
    here = nia.open(of_post).words
    assert ("The first." in here, "The second." in here, "The third." in here) == (True, True, False)
    assert "Post: Kettles" in here
    by = nia.open(of_person).words
    assert ("The first." in by, "The second." in by, "The third." in by) == (True, False, True)


def test_a_narrowed_list_is_kept_under_a_name_and_let_go(blog: Site, ada: Browser, nia: Browser, omar: Browser) -> None:
    """D2"""
    path = blog.publish(ada)
    blog.say(path, "The first.", "Sol")
    blog.say(path, "The second.", "Ruth")
    kept = nia.follow(nia.open("/desk/comments?person=Sol").send("name", name="  What Sol says "))
    assert (kept.status, "The second." in kept.words) == (200, False)
    [href] = re.findall(r'class="view" href="([^"]+)" aria-current="true"', kept.html)
    whole = nia.open("/desk/comments")
    assert "What Sol says" in whole.words
    assert "The second." not in nia.open(href.replace("&amp;", "&")).words
    assert "What Sol says" not in omar.open("/desk/comments").words

    assert "This list is kept as “What Sol says”." in kept.words

    taken = nia.open("/desk/comments?person=Ruth").send("name", name="What Sol says")
    assert (taken.status, "A list of this name is at hand already." in taken.words) == (422, True)
    assert "The second." not in nia.open(href.replace("&amp;", "&")).words
    assert nia.follow(taken.send("name", "Replace it")).status == 200
    [href] = re.findall(r'class="view" href="([^"]+)"', nia.open("/desk/comments").html)
    assert "The second." in nia.open(href.replace("&amp;", "&")).words
    assert nia.open("/desk/comments").words.count("What Sol says") == whole.words.count("What Sol says")
    gone = nia.follow(nia.post("/desk/views", {"let_go": "What Sol says"}))
    assert "“What Sol says” is let go." in gone.words
    assert "What Sol says" not in nia.open("/desk/comments").words
    assert nia.post("/desk/views", {"let_go": "What Sol says"}).status == 303


@pytest.mark.parametrize(
    "form",
    [
        {"filter": "person=Sol", "name": " "},
        {"filter": "person=Sol", "name": "n" * 41},
        {"filter": "", "name": "All"},
        {"filter": "signal=nonsense", "name": "None"},
        {"filter": "&&=;" * 300, "name": "None"},
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_with_a_sentence(blog: Site, nia: Browser, form: dict[str, str]) -> None:
    """V8"""
    page = nia.post("/desk/views", {"status": "pending", **form})
    assert page.status == 422
    assert "lists" not in nia.open("/desk/comments").words.lower()


def test_a_person_keeps_twelve_lists_at_most(blog: Site, nia: Browser) -> None:
    for number in range(12):
        assert nia.post("/desk/views", {"filter": "person=Sol", "status": "spam", "name": f"L{number}"}).status == 303
    assert nia.post("/desk/views", {"filter": "person=Sol", "name": "One more"}).status == 422
    assert nia.post("/desk/views", {"filter": "person=Ruth", "status": "spam", "name": "L3"}).status == 422
    again = {"filter": "person=Ruth", "status": "spam", "name": "L3", "replace": "yes"}
    assert nia.post("/desk/views", again).status == 303
