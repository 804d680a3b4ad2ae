"""Small patterns beside names: the owner's wish, on every page at once, and nothing asked of anybody."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Site
from tests.stories.test_editing import approve


def faces(html: str) -> list[str]:
    return re.findall(r'<svg class="face tone-\d"[^>]*><path d="([^"]+)"/></svg>', html)


def test_faces_stand_there_when_the_owner_wants_them(blog: Site, ada: Browser, nia: Browser, sol: Browser) -> None:
    path = blog.publish(ada)
    for name, email in (("Sol", "sol@example.org"), ("Sol", "other@example.org"), ("Marta", "sol@example.org")):
        approve(blog, nia, blog.say(path, name=name, email=email, body=f"A word by {name}, {email[:3]}.").path)
    before = sol.get(path)
    assert faces(before.html) == []
    assert "faces.css" not in before.html
    ada.open("/desk/settings").send("tagline", faces="yes")
    first, second, third = faces(sol.get(path).html)
    assert first == second, "a typed address changes nothing"
    assert third != first, "and two names behind one address are two"
    assert 'style="' not in sol.get(path).html
    ada.open("/desk/settings").send("tagline", faces="")
    assert sol.get(path).html == before.html
