"""What browsers and feed readers are told of the pictures in stored HTML."""

from __future__ import annotations

import pytest

from blog.markup.pictures import COLUMN, OWN, Drawn, dress, names_in, with_whole_addresses

OLD, NEW = f"{'a' * 32}.jpg", f"{'b' * 32}.webp"
DRAWN = Drawn(f"/media/{NEW}", 1000, 500, ((480, "/media/s-480.webp"), (1000, f"/media/{NEW}")))
SET = f'srcset="/media/s-480.webp 480w, /media/{NEW} 1000w"'


@pytest.mark.parametrize(
    ("html", "told"),
    [
        # Its measures are told where the writer tells none, and its sizes always.
        (f'<p><img src="/media/{OLD}" alt="a &gt; b"></p>',
         f'<p><img src="/media/{NEW}" alt="a &gt; b"{OWN} {SET} sizes="{COLUMN}" width="1000" height="500"></p>'),
        (f'<img src="/media/{OLD}" alt="" width="320" height="160">',
         f'<img src="/media/{NEW}" alt="" width="320" height="160"{OWN} {SET} sizes="320px">'),
        # A link to the whole picture goes with it; words about it stay words.
        (f'<a href="/media/{OLD}">/media/{OLD}</a>', f'<a href="/media/{NEW}">/media/{OLD}</a>'),
        (f'<code>&lt;img src="/media/{OLD}"&gt;</code>', f'<code>&lt;img src="/media/{OLD}"&gt;</code>'),
        (f'<img src="/k.png" alt="/media/{OLD}">', f'<img src="/k.png" alt="/media/{OLD}">'),
        (f'<img src="/media/{"c" * 32}.png" alt="">', f'<img src="/media/{"c" * 32}.png" alt="">'),
    ],
)  # fmt: skip
def test_a_browser_is_told_what_it_needs(html: str, told: str) -> None:
    pictures = {OLD: DRAWN, NEW: DRAWN}
    assert dress(html, pictures) == told
    assert dress(told, pictures) == told


def test_what_was_told_is_undone_by_what_is_known_now() -> None:
    plain = f'<img src="/media/{NEW}" alt="">'
    told = dress(plain, {NEW: DRAWN})
    assert dress(told, {}) == plain
    assert (
        dress(told, {NEW: Drawn(f"/media/{NEW}", 7, 8)}) == f'<img src="/media/{NEW}" alt=""{OWN} width="7" height="8">'
    )


def test_a_picture_is_named_once_and_only_by_its_whole_name() -> None:
    assert names_in(f'<img src="/media/{OLD}"><a href="/media/{OLD}"> /media/{NEW}x /media/{"c" * 31}.png') == [OLD]


def test_a_feed_has_whole_addresses_and_no_sizes() -> None:
    told = dress(
        f'<p>"/x" <a href="/y?a=1&amp;b">z</a><a href="//z.example/">o</a><img src="/media/{OLD}" alt=""></p>',
        {OLD: DRAWN},
    )
    assert with_whole_addresses(told, "https://b.example") == (
        '<p>"/x" <a href="https://b.example/y?a=1&amp;b">z</a><a href="//z.example/">o</a>'
        f'<img src="https://b.example/media/{NEW}" alt="" width="1000" height="500"></p>'
    )
