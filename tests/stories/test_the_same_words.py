"""Two dear readers say the same short thing; others take a reader's words to advertise with them."""

from __future__ import annotations

import pytest

from blog.comments.models import Lane
from tests.cast.site import Browser, Site
from tests.stories.desk import decide, newest, remembered, write

THANKS = "Great post, thank you very much for it!"
REAL = "The second kettle in our kitchen sang for eleven years before its handle broke on a wet Tuesday."


@pytest.fixture
def post(blog: Site, ada: Browser) -> str:
    return blog.publish(ada)


def test_dear_readers_with_the_same_short_sentence_stay_in_the_good_lane(blog: Site, nia: Browser, post: str) -> None:
    first = write(blog, blog.visitor(), post, THANKS, name="Ann")
    decide(nia, blog, first, "approved")
    for name, said in (("Bo", THANKS), ("Cy", THANKS.upper()), ("Dee", "A great post, thank you very much for it!")):
        revision = newest(blog, write(blog, blog.visitor(), post, said, name=name))
        assert revision.lane == Lane.GOOD, revision.findings
        assert {"repetition", "likeness"} & {found["check"] for found in revision.findings}
        assert revision.score < 2.0, revision.findings


def test_a_remembered_reader_who_says_it_twice_is_no_two_people(blog: Site, nia: Browser, post: str) -> None:
    sol = remembered(blog, nia, post)
    write(blog, sol, post, THANKS)
    # Sooner it would be the same send, twice.
    blog.clock.step(minutes=20)
    again = newest(blog, write(blog, sol, post, THANKS))
    nearly = newest(blog, write(blog, sol, post, THANKS + " From all of us."))

    assert (again.lane, nearly.lane) == (Lane.GOOD, Lane.GOOD)
    assert "The same person said the same before." in [found["text"] for found in again.findings]
    assert "The same person said nearly the same before." in [found["text"] for found in nearly.findings]


def test_who_copies_a_reader_and_adds_a_link_lands_among_the_spam(blog: Site, nia: Browser, post: str) -> None:
    real = write(blog, blog.visitor(), post, REAL, name="Ann")
    decide(nia, blog, real, "approved")
    for number, said in enumerate((REAL + " https://cheap.example/{}", "http://cheap.example/{} " + REAL)):
        revision = newest(blog, write(blog, blog.visitor(), post, said.format(number), name=f"Offer {number}"))
        assert revision.lane == Lane.SPAM, revision.findings
    assert newest(blog, real).lane == Lane.GOOD
