"""However PostgreSQL is asked for words, frequent or rare, the answer is the same: what fits, the newest first."""

from __future__ import annotations

import pytest

from blog.comments.models import SearchableComment
from blog.database import fulltext
from blog.database.fulltext import Term, Wanted, matching
from tests.cast.site import Browser, Site

KETTLE, TEA = Term(("kettle",)), Term(("tea",))
# What is asked for, and which of ten comments fit: all say kettle, every third says tea behind it.
ASKED = [
    pytest.param(Wanted((KETTLE,)), [9, 8, 7, 6], id="in all, of which the newest are taken"),
    pytest.param(Wanted((Term(("kettle", "tea")),)), [9, 6, 3, 0], id="a phrase"),
    pytest.param(Wanted((KETTLE, TEA)), [9, 6, 3, 0], id="two words"),
    pytest.param(Wanted((KETTLE,), (TEA,)), [8, 7, 5, 4], id="one without the other"),
    pytest.param(Wanted((Term(("number3",)),)), [3], id="in one"),
    pytest.param(Wanted((Term(("number",), prefix=True),)), [9, 8, 7, 6], id="a beginning"),
    pytest.param(Wanted((Term(("unicorn",)),)), [], id="in none"),
]


@pytest.mark.parametrize(("wanted", "places"), ASKED)
def test_every_way_finds_the_same(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch, wanted: Wanted, places: list[int]
) -> None:
    path = blog.publish(ada)
    for number in range(10):
        tea = " tea" if number % 3 == 0 else ""
        blog.say(path, f"A kettle{tea} number{number}.", "Sol", email="sol@example.org")
    page = ada.open("/desk/comments")
    cards = page.html.split('name="comment" value="')[1:]
    ada.post("/desk/decisions", [("comment", card.split('"')[0]) for card in cards] + [("decision", "approved")])
    with blog.reading() as db:
        for near, few in ((5000, 2000), (1, 2000), (1, 1)):
            monkeypatch.setattr(fulltext, "NEAR_OF_ONE", near)
            monkeypatch.setattr(fulltext, "NEAR_OF_SEVERAL", near)
            monkeypatch.setattr(fulltext, "FEW", few)
            assert matching(db, SearchableComment, wanted, 4) == [place + 1 for place in places]
