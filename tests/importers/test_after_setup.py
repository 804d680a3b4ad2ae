"""What an import finds undecided after the blog was set up, and what an undone one says of what it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from blog.demo.replacing import make_own
from blog.importers.undoing import undo
from blog.posts.models import Post
from blog.site.settings import change_site, read_site
from blog.site.setup import SetupForm
from tests.cast.site import PASSWORD_HASH, Browser, Site
from tests.importers.bringing import imports, place_of
from tests.importers.wxr import bring, comment, item, write


def test_the_line_under_the_title_comes_from_the_export_where_only_the_demo_had_one(blog: Site, tmp_path: Path) -> None:
    form = SetupForm(title="Menders", name="Rosa", email="rosa@example.org")

    def set_up(db: object) -> None:
        change_site(db, blog.clock(), None, tagline="The demo's own line.")  # type: ignore[arg-type]
        make_own(db, form, PASSWORD_HASH, blog.clock())  # type: ignore[arg-type]

    blog.house.database.write(set_up)
    with blog.reading() as db:
        assert read_site(db).tagline == ""

    bring(blog, write(tmp_path, item(1)))

    with blog.reading() as db:
        site = read_site(db)
    assert site.title == "Menders"
    assert site.tagline.startswith("We mend")


@pytest.mark.usefixtures("nia")
def test_an_undone_import_names_what_it_leaves(blog: Site, ada: Browser, tmp_path: Path) -> None:
    bring(blog, write(tmp_path, item(1, title="Stays", inside=comment(5, approved="0")), item(2, title="Goes")))
    card = ada.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
    ada.post("/desk/decisions", {"comment": card, "decision": "spam"})
    number, place = imports(blog)[0].id, place_of(blog)

    undo(place.database, place.folder, number, None, blog.clock())

    page = ada.open(f"/desk/imports/{number}")
    with blog.reading() as db:
        [left] = db.scalars(select(Post)).all()
    assert f'href="/desk/posts/{left.id}"' in page.html
    assert "Stays" in page.words
    assert "keeps working" not in page.words
