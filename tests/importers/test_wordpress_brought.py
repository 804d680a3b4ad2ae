"""What a WordPress export becomes here, on both databases: every kind and status, nothing lost, nothing twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from blog.comments.models import Comment as CommentRow
from blog.importers.undoing import undo
from blog.posts.models import FormerPath, PostRevision
from blog.posts.models import Post as PostRow
from tests.cast.site import Site
from tests.importers.bringing import codes, fingerprint, imports, is_sound, outcome, place_of
from tests.importers.exports import write_zip
from tests.importers.wxr import (
    BASE,
    attachment,
    bring,
    comment,
    filed,
    item,
    meta,
    planned,
    write,
    wxr,
)
from tests.media.drawing import draw

THREAD = (
    comment(12, "A reply.", parent="11") + comment(11, "First.\n\nSecond.", name="Sol", url="http://sol.example.org/")
    + comment(13, "Waiting.", approved="0") + comment(14, "Pills", approved="spam")
    + comment(15, "Gone.", approved="trash") + comment(16, "Gone, too.", approved="post-trashed")
    + comment(17, "What is this?", approved="odd") + comment(18, "[&#8230;] said [&#8230;]", type="pingback",
                                                            name="Kettles &amp;raquo; Boiling", url="http://k.example/")
    + comment(19, "Track", type="trackback") + comment(20, "Between editors", type="note")
    + comment(21, "Paid", type="order_note") + comment(22, "Five stars", type="review")
    + comment(23, "To nobody", parent="99") + comment(24, "Round", parent="25") + comment(25, "and round", parent="24")
    + comment(26, "Me", parent="26")
)  # fmt: skip
STATUSES = {
    "11": "approved", "12": "approved", "13": "pending", "14": "spam", "15": "deleted", "16": "deleted",
    "17": "pending", "18": "approved", "19": "approved", "23": "approved", "24": "approved", "25": "approved",
    "26": "approved",
}  # fmt: skip


def number(key: str) -> str:
    return key.rpartition("/")[2]


def rows(site: Site, what: Any) -> dict[str, Any]:
    with site.reading() as db:
        return {number(one.source_key or ""): one for one in db.scalars(select(what))}


def test_every_comment_has_its_kind_status_and_place(blog: Site, tmp_path: Path) -> None:
    report = bring(blog, write(tmp_path, item(1, inside=THREAD)))

    assert outcome(report, "comments") == {"created": 13, "dropped": 3}
    found = rows(blog, CommentRow)
    assert {key: row.status for key, row in found.items()} == STATUSES
    assert {found[key].kind for key in ("11", "23")} == {"comment"}
    assert (found["18"].kind, found["19"].kind) == ("pingback", "trackback")
    assert found["12"].parent_id == found["11"].id
    assert found["18"].name == "Kettles » Boiling"
    assert [one["reason"] for one in report["dropped"]] == ["kind-private", "kind-private", "unknown-kind"]
    assert {"unknown-status", "orphan-parent", "parent-cycle", "kind-private", "unknown-kind"} <= set(codes(report))
    is_sound(blog)
    page = blog.visitor().open("/2010/03/post-1/")
    assert "Pingback" in page.words
    assert "Trackback" in page.words
    assert "<p>First.</p>\n<p>Second.</p>" in page.html
    for hidden in ("Between editors", "Paid", "Pills", "Waiting."):
        assert hidden not in page.words


def test_every_kind_and_status_of_post(blog: Site, tmp_path: Path) -> None:
    report = bring(
        blog,
        write(
            tmp_path,
            *(item(n, status=status) for n, status in enumerate(
                ("publish", "draft", "pending", "private", "trash", "inherit", "odd"), 1)),
            item(8, status="future", date="2031-01-01 00:00:00", gmt="2031-01-01 00:00:00"),
            item(9, password="secret", body="Hidden."),
            item(10, sticky="1", comments="closed"),
            item(11, type="page", link=f"{BASE}/about/us/", title="About"),
            item(12, type="nav_menu_item"),
            item(13, type="portfolio", inside=comment(1, "Lost?")),
            attachment(14, f"{BASE}/wp-content/uploads/a.jpg", 1),
        ),
    )  # fmt: skip

    found = rows(blog, PostRow)
    assert {key: row.status for key, row in found.items()} == {
        "1": "published", "2": "draft", "3": "draft", "4": "draft", "5": "deleted", "6": "draft", "7": "draft",
        "8": "scheduled", "9": "draft", "10": "published", "11": "published",
    }  # fmt: skip
    assert (found["11"].kind, found["11"].permalink) == ("page", "/about/us/")
    assert (found["10"].comments_rule, found["1"].comments_rule) == ("closed", None)
    assert outcome(report, "posts") == {"created": 10}
    assert outcome(report, "comments") == {"held": 1}
    assert {(one["kind"], one["reason"]) for one in report["dropped"]} == {
        ("entries", "not-content"), ("entries", "unknown-kind"), ("media", "no-file"),
    }  # fmt: skip
    assert {"private-post", "password-protected", "sticky", "unknown-status"} <= set(codes(report))
    assert "secret" not in str(report)


def test_several_files_are_one_blog_and_the_newest_wins(blog: Site, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    write(folder, item(1, "Old."), item(2), name="a.xml")
    newer = wxr(item(1, "New.", comment(3)), item(3)).replace("06 Mar 2010", "06 Mar 2015")
    write_zip(folder / "b.zip", {"b.xml": newer})
    write(folder, item(4), name="c.xml.gz", packed=True)

    report = bring(blog, folder)

    assert outcome(report, "posts") == {"created": 4, "merged": 1}
    assert "New." in blog.visitor().open("/2010/03/post-1/").words


def test_numbers_that_stand_twice_are_two_things(blog: Site, tmp_path: Path) -> None:
    report = bring(
        blog,
        write(
            tmp_path, item(1, inside=comment(5, "Here.") + comment(6, parent="5")),
            item(2, inside=comment(5, "There.")),
            item(3, title="One"), item(3, title="Other", link=f"{BASE}/other/"), item(2, inside=comment(5, "There.")),
        ),
    )  # fmt: skip

    assert outcome(report, "posts") == {"created": 4, "merged": 1}
    assert outcome(report, "comments") == {"created": 3, "merged": 1}
    with blog.reading() as db:
        answers = {one.source_key: one.parent_id for one in db.scalars(select(CommentRow)) if one.parent_id}
    assert list(answers) == ["mending.example/6"]


def everything() -> Sequence[str]:
    body = 'a\n\n[gallery]\n\n<img src="https://mending.example/wp-content/uploads/2010/03/a-300x200.jpg">'
    return (
        item(1, body, THREAD + filed("category", "news-2", "News") + meta("_wp_old_slug", "older")),
        item(2, inside=comment(30)), item(3, status="draft", gmt="0000-00-00 00:00:00"),
        attachment(5, f"{BASE}/wp-content/uploads/2010/03/a.jpg", 1),
        attachment(4, f"{BASE}/wp-content/uploads/2010/03/b.jpg", 1),
        item(6, type="portfolio", inside=comment(40)),
    )  # fmt: skip


def test_a_second_run_changes_nothing_and_a_dry_run_says_the_same(blog: Site, tmp_path: Path) -> None:
    export = write(tmp_path, *everything())
    plan = planned(blog, export)
    assert blog.count(PostRow) == 0

    report = bring(blog, export)
    before = fingerprint(blog)
    again = bring(blog, export)

    assert {**plan, "dry_run": False} == report
    assert sum(kind["created"] + kind["updated"] for kind in again["kinds"].values()) == 0
    assert again["kinds"]["posts"]["unchanged"] == 3
    assert fingerprint(blog) == before
    is_sound(blog)


def test_order_never_matters(tmp_path: Path, migrated_file: Path) -> None:
    prints = []
    for seed in range(3):
        items = list(everything())
        random.Random(seed).shuffle(items)
        folder = tmp_path / str(seed)
        folder.mkdir()
        site = Site(folder, f"sqlite:///{folder}/blog.db")
        bring(site, write(folder, *items))
        prints.append(fingerprint(site))
        site.close()

    assert prints[0] == prints[1] == prints[2]


def test_undoing_takes_all_of_it_away(blog: Site, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, *everything()))
    place = place_of(blog)

    done = undo(place.database, place.folder, imports(blog)[0].id, None, blog.clock())

    assert (done.posts_kept, done.comments_kept) == (0, 0)
    assert (blog.count(PostRow), blog.count(CommentRow), blog.count(FormerPath)) == (0, 0, 0)
    is_sound(blog)


def test_pictures_beside_the_export_are_found_by_their_month(blog: Site, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    for month, size in (("03", (20, 10)), ("04", (400, 300))):
        (folder / "wp-content/uploads/2010" / month).mkdir(parents=True)
        (folder / "wp-content/uploads/2010" / month / "a.png").write_bytes(draw(size=size))
    write(folder, item(1, f'<img src="{BASE}/wp-content/uploads/2010/03/a-300x200.png" alt="A">'))

    report = bring(blog, folder)

    assert report["pictures"]["found"] == 1
    assert [one["key"] for one in report["dropped"]] == ["wp-content/uploads/2010/04/a.png"]


def test_a_gallery_and_what_only_has_an_address(blog: Site, tmp_path: Path) -> None:
    report = bring(blog, write(tmp_path, *everything()))

    assert report["pictures"]["missing_addresses"] == [
        f"{BASE}/wp-content/uploads/2010/03/{name}" for name in ("b.jpg", "a.jpg", "a-300x200.jpg")
    ]
    assert "unknown-shortcodes" not in report["changes"]


def test_settings_are_taken_where_nobody_has_decided(blog: Site, tmp_path: Path) -> None:
    report = bring(blog, write(tmp_path, item(1)))

    assert report["kinds"]["settings"]["in"] == 3
    assert "We mend" in blog.visitor().open("/feeds/posts/default").html


def test_excerpts_and_breaks_come_along(blog: Site, tmp_path: Path) -> None:
    said = "<excerpt:encoded><![CDATA[What <em>I</em> think\n&amp; why.]]></excerpt:encoded>"
    broken = "<!-- wp:paragraph --><p>The opening.</p><!-- /wp:paragraph -->\n\n<!-- wp:more -->\n<!--more-->\n"
    broken += "<!-- /wp:more -->\n\n<p>The rest.</p>"
    bring(blog, write(tmp_path, item(1, "<p>A beginning.</p>", inside=said), item(2, broken)))

    home = blog.visitor().open("/").html
    assert '<p class="excerpt p-summary" dir="auto">What I think &amp; why.</p>' in home
    assert '<p class="excerpt p-summary" dir="auto">The opening.</p>' in home
    # It is the writer's own: the form has it, the feed says it, and cleaning anew keeps it.
    with blog.reading() as db:
        plans = list(db.scalars(select(PostRevision.plan)))
    assert sorted(plans, key=len) == [{}, {"excerpt": "What I think & why."}]
    assert "<summary>What I think &amp; why.</summary>" in blog.visitor().open("/feeds/posts/default").html
