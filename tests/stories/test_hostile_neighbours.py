"""A hostile comment between two plain ones: what stands around it is byte for byte what it was."""

from __future__ import annotations

import re

import pytest

from tests.cast.site import Browser, Site
from tests.stories.test_threads import say


def uncounted(html: str) -> str:
    """A page without what moves with every comment and with the time."""
    html = re.sub(r'<script type="application/ld\+json">.*?</script>', "", html, flags=re.S)
    return re.sub(r'\d comments?|stamp" value="[^"]+', "", html)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("\u202egnirts desrever \u202d and more \u2066\u2067\u2068", "Sol \u202e\u2066 reversed"),
        ("Z" + "\u0334\u0335\u0336\u0337" * 400, "Z" + "\u0300" * 60),
        ("w" * 7900, "w" * 80),
        ("<article class=comment id=comment-x>Out</section></ol></li> of it", "</bdi></span><b>"),
        ("{{ 7 * 7 }}%s %(name)s", "%(name)s {{ 7 * 7 }}"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 and \U000e0041\U000e0042", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_a_hostile_comment_keeps_its_neighbours_whole(
    blog: Site, ada: Browser, nia: Browser, body: str, name: str
) -> None:
    """X1, X2, T1, T2, T5: between two plain ones; what stands around it is byte for byte what it was."""
    path = blog.publish(ada)
    say(blog, nia, path, "Before it.", name="Before")
    say(blog, nia, path, "After it.", name="After")
    before = blog.visitor().get(path).html
    hostile = say(blog, nia, path, body, name=name, parent="")
    html = blog.visitor().get(path).html
    own = html.split(f'id="comment-{hostile}"')[1].split("</article>")[0]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", own)
    assert own.count("<bdi>") == own.count("</bdi>")
    assert not re.search(r'id="comment-x"|<b>|49', own)
    rest = re.sub(
        rf'<li[^>]*>\s*<article class="comment row" id="comment-{hostile}".*?</article>\s*</li>\s*',
        "",
        html,
        flags=re.S,
    )
    assert uncounted(rest) == uncounted(before)
