"""Two blogs that came from elsewhere, one from Blogger and one from WordPress, both in every kind of disorder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blog.importers import running
from tests.cast.site import Site
from tests.importers import exports, wxr
from tests.importers.bringing import PNG, place_of, takeout
from tests.importers.messy import (
    ARABIC,
    BARE,
    BLOCKS,
    BREAKERS,
    EMOJI,
    EVIL,
    HIDDEN,
    JAPANESE,
    LONG_WORD,
    OLD,
    SHORTCODES,
    WIDE,
)

# A chain that goes deeper than threads are shown, and more beside it than stands on one page.
DEEP, BESIDE = 70, 62
# Number, title and body of each post; the first has the thread.
POSTS = (
    (1, "Old <b>post</b> & more", OLD),
    (2, "الغلاية الثانية", ARABIC),
    (3, "薬缶を二つ", JAPANESE),
    (4, "🫖🎉 1️⃣", EMOJI),
    (5, f"{LONG_WORD} {'w' * 60}", WIDE),
    (6, "As it was pasted", BARE),
    (7, f"{BREAKERS} {{{{ 7 * 7 }}}} \u2028\u202e\x0b\ufffe", EVIL),
    (8, "", ""),
    *(
        (number, f"Samovar {number}", f"<p>Words of samovar {number}, a <i>naïve café</i>.</p>")
        for number in range(9, 15)
    ),
)
SAID = (
    "Word <b>{n}</b> of <a href='http://old.example/{n}'>a link</a><br />and a line",
    "مرحبا {n}، kettle!",
    "東京{n}タワー",
    "🫖" * 30 + " {n}",
    "w" * 60 + "{n} http://lost.example/" + "u" * 120,
    EVIL.replace("{", "{{").replace("}", "}}") + " {n}",
)
NAMES = ("Reader", "سائل", "読者", "W" * 60, "", BREAKERS, "🫖")


@dataclass(frozen=True)
class Moved:
    """A blog as it lies in its export, and where its parts stood."""

    format: str
    export: Callable[[Path], Path]
    path: str  # of a post, with its number
    page: str
    tag: str  # its page here
    old: tuple[str, ...]  # addresses there that lead to others here
    feeds: dict[str, str]  # addresses of feeds there: what they lead to
    key: str  # what feed readers know a post by, with its number

    def at(self, number: int) -> str:
        return self.path.format(number)

    def bring(self, site: Site, folder: Path) -> None:
        asked = running.Asked(self.format, (self.export(folder),), None, None)
        _, report = running.run(place_of(site), asked)
        assert report.as_json()["kinds"]["posts"]["created"] >= len(POSTS)


def thread() -> list[tuple[int, int, str, str, int]]:
    """Number, what it answers, name, words, and the minute of every approved comment under the first post."""
    said = []
    for n in range(DEEP + BESIDE):
        answers = 1000 + n - 1 if 0 < n < DEEP else 0
        said.append((1000 + n, answers, NAMES[n % len(NAMES)], SAID[n % len(SAID)].format(n=n), n))
    return said


def _export_blogger(folder: Path) -> Path:
    tag = "<category scheme='tag:blogger.com,1999:blog-77' term='Tea &amp; Café'/>"
    entries = [
        exports.takeout_post(number, body, title=title, more=tag, published=f"2009-08-{number:02}T12:00:00Z")
        for number, title, body in POSTS
    ]
    entries += [
        exports.takeout_post(20, OLD + ARABIC, type="PAGE", filename="/p/about.html", title="About us"),
        exports.takeout_post(21, HIDDEN[0], status="DRAFT", filename="", title=HIDDEN[0]),
        exports.takeout_post(22, HIDDEN[3], status="SOFT_TRASHED", title=HIDDEN[3]),
        exports.takeout_post(23, HIDDEN[5], status="SCHEDULED", published="2031-01-01T00:00:00Z", title=HIDDEN[5]),
        exports.takeout_comment(31, 1, status="PENDING_MODERATION", body=f"A pelican, {HIDDEN[1]}.", name="Pia"),
        exports.takeout_comment(32, 1, status="SPAM_COMMENT", body=HIDDEN[2]),
        exports.takeout_comment(33, 21, body=HIDDEN[4]),
        exports.takeout_comment(34, 2, name="Sol", body="Elsewhere, “samovar”."),
    ]
    entries += [
        exports.takeout_comment(number, 1, answers=answers, name=name, body=words,
                                published=f"2009-08-20T{minute // 60:02}:{minute % 60:02}:00Z")
        for number, answers, name, words, minute in thread()
    ]  # fmt: skip
    return takeout(folder, *entries, kettle_png=PNG)


def _export_wordpress(folder: Path) -> Path:
    filed = wxr.filed("category", "tea", "Tea & Café") + wxr.filed("post_tag", "kettles", "Kettles")
    said = "".join(
        wxr.comment(number, words, parent=str(answers), name=name,
                    gmt=f"2010-03-20 {minute // 60:02}:{minute % 60:02}:00")
        for number, answers, name, words, minute in thread()
    )  # fmt: skip
    said += wxr.comment(31, f"A pelican, {HIDDEN[1]}.", approved="0", name="Pia")
    said += wxr.comment(32, HIDDEN[2], approved="spam")
    said += wxr.comment(
        35, "[&#8230;] said [&#8230;]", type="pingback", name="Kettles &amp;raquo;", url="http://k.example/"
    )
    inside = {1: filed + said, 2: filed + wxr.comment(34, "Elsewhere, “samovar”.")}
    posts = (*POSTS, (15, "Codes in brackets", SHORTCODES), (16, "Blocks", BLOCKS))
    items = [
        wxr.item(number, body, inside.get(number, filed), title=title, gmt=f"2010-03-{number:02} 11:00:00",
                 date=f"2010-03-{number:02} 12:00:00")
        for number, title, body in posts
    ]  # fmt: skip
    items += [
        wxr.item(20, OLD + ARABIC, type="page", link=f"{wxr.BASE}/about/us/", title="About us"),
        wxr.item(21, HIDDEN[0], wxr.comment(33, HIDDEN[4]), status="draft", title=HIDDEN[0]),
        wxr.item(22, HIDDEN[3], status="trash", title=HIDDEN[3]),
        wxr.item(
            23, HIDDEN[5], status="future", title=HIDDEN[5], date="2031-01-01 00:00:00", gmt="2031-01-01 00:00:00"
        ),
        wxr.attachment(24, f"{wxr.BASE}/wp-content/uploads/a.jpg", 1),
    ]
    return wxr.write(folder, *items)


BLOGGER = Moved(
    "blogger", _export_blogger, "/2009/08/post-{}.html", "/p/about.html", "/tags/tea-cafe",
    ("/2009/08/post-1.html?showComment=1250727000000", "/search/label/Tea%20%26%20Caf%C3%A9",
     "/2009_08_01_archive.html"),
    {"/atom.xml": "/feeds/posts/default", "/rss.xml": "/feeds/posts/default?alt=rss",
     "/feeds/posts/summary": "/feeds/posts/default", "/feeds/comments/full": "/feeds/comments/default",
     "/feeds/posts/default/-/Tea%20%26%20Caf%C3%A9": "/feeds/posts/default/-/tea-cafe",
     "/feeds/1/comments/full": "/feeds/{1}/comments/default"},
    "tag:blogger.com,1999:blog-77.post-{}",
)  # fmt: skip
WORDPRESS = Moved(
    "wordpress", _export_wordpress, "/2010/03/post-{}/", "/about/us/", "/tags/tea-cafe",
    ("/?p=1", "/2010/03/post-1/comment-page-2/", "/category/tea/", "/tag/kettles/", "/2010/03/05/", "/page/2/"),
    {"/feed/": "/feeds/posts/default", "/feed/rss2/": "/feeds/posts/default?alt=rss",
     "/?feed=rss2": "/feeds/posts/default?alt=rss", "/comments/feed/": "/feeds/comments/default",
     "/category/tea/feed/": "/feeds/posts/default/-/tea-cafe",
     "/2010/03/post-1/feed/": "/feeds/{1}/comments/default"},
    f"{wxr.BASE}/?p={{}}",
)  # fmt: skip
