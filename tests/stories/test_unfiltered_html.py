"""One person may keep HTML in posts that is taken out otherwise; nobody else, and nowhere else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from blog.posts import recleaning
from blog.posts.models import PostRevision
from tests.cast.site import Browser, Page, Site
from tests.stories.test_staff import change, number_of

FRAME = '<iframe src="https://a.example/film" title="A film"></iframe>'
KEPT = f'<p>Look: {FRAME} <span style="color:red">red</span></p>'
CLEAN = "<p>Look:  <span>red</span></p>"
EVIL = '<script>alert(1)</script><form action="/desk/people/1"><button name="role" value="owner">Win</button></form>'


def revisions(blog: Site) -> list[tuple[str, bool]]:
    with blog.reading() as db:
        return [(one.html, one.unfiltered) for one in db.query(PostRevision).order_by(PostRevision.number)]


def test_it_is_off_until_an_owner_gives_it_and_the_log_says_so(blog: Site, ada: Browser) -> None:
    """X10"""
    omar = blog.staff("Omar", "author")
    assert "/film" not in blog.visitor().open(blog.publish(omar, body=KEPT)).html
    assert revisions(blog)[0][1] is False
    assert omar.post(f"/desk/people/{number_of(blog, 'Omar')}", {"action": "unfiltered"}).status == 404
    given = change(blog, ada, "Omar", "unfiltered")
    assert "It holds for what they save from now on" in given.words
    assert "no frame, video or style attribute is loaded or applied" in given.words
    assert "Omar · Author · unfiltered HTML" in ada.open("/desk/people").words
    assert "You have it." in omar.open("/desk/people/roles").words
    assert "You have it." not in ada.open("/desk/people/roles").words
    # The same words, saved once more by who may now keep it.
    omar.open("/desk/posts/1").send("title", "publish")
    assert [kept for _, kept in revisions(blog)] == [False, True]
    change(blog, ada, "Omar", "filtered")
    assert "unfiltered HTML" not in ada.open("/desk/people").words
    log = ada.open("/desk/log?kind=account").words
    assert "HTML filtered → becomes HTML unfiltered Omar Ada," in log
    assert "HTML unfiltered → becomes HTML filtered Omar Ada," in log


def test_giving_it_wants_a_fresh_proof(blog: Site, ada: Browser) -> None:
    blog.staff("Omar", "author")
    blog.clock.step(minutes=11)
    page = change(blog, ada, "Omar", "unfiltered")
    assert page.status == 403 and "show first that it is you" in page.words
    assert 'href="/desk/you/signing-in"' in page.html
    assert "unfiltered HTML" not in ada.open("/desk/people").words


def given(blog: Site, ada: Browser) -> Browser:
    omar = blog.staff("Omar", "author")
    change(blog, ada, "Omar", "unfiltered")
    return omar


def feeds(blog: Site) -> str:
    reader = blog.visitor()
    return "".join(reader.get(f"/feeds/posts/default{form}").html for form in ("", "?alt=rss", "?alt=json"))


def test_readers_get_it_without_what_could_act_and_feeds_get_the_clean_text(blog: Site, ada: Browser) -> None:
    """X10: scripts, forms and what is broken do nothing, whoever wrote them."""
    omar = given(blog, ada)
    typed = f'{KEPT}\n\n</article></main><div id="comment-form" onclick="x">{EVIL}'
    preview = omar.post("/desk/preview", {"body": typed}).html
    path = blog.publish(omar, body=typed, excerpt="About <iframe>")
    page = blog.visitor().open(path)
    stored, kept = revisions(blog)[0]
    assert kept and stored == preview and stored in page.html
    assert FRAME in stored and 'style="color:red"' in stored
    for evil in ("<script", "<form", "<button", "onclick", "id=", "</article", "</main"):
        assert evil not in stored
    assert page.html.count("<iframe") == 1 and "&lt;iframe" in page.html
    assert page.html.count("</article>") == page.html.count("<article")
    sent = feeds(blog)
    assert sent.count("red") >= 3 and "style=" not in sent and "color:red" not in sent
    assert "iframe" not in blog.visitor().open("/search?q=red").html


def test_whoever_leaves_the_text_as_it_is_takes_nothing_from_readers(blog: Site, ada: Browser) -> None:
    """Ada may not write unfiltered HTML; she corrects what stands beside the text, and then the text."""
    path = blog.publish(given(blog, ada), body=KEPT)
    page = ada.open("/desk/posts/1")
    assert "As long as you leave the text as it is, readers keep all of it." in page.words
    assert page.form("title").value("body") == KEPT
    page.send("title", "save")
    assert len(revisions(blog)) == 1, "nothing was changed"
    assert FRAME in page.send("title", "preview", title="Another title").html
    assert FRAME in ada.post("/desk/preview", {"body": KEPT, "post": "1"}).html
    assert FRAME not in ada.post("/desk/preview", {"body": KEPT + "x", "post": "1"}).html
    assert FRAME not in ada.post("/desk/preview", {"body": KEPT}).html, "of a text of her own"
    page.send("title", "publish", title="Another title", tags="Films")
    kept, shown = revisions(blog)[1], blog.visitor().open(path)
    assert kept[1] and FRAME in kept[0] and FRAME in shown.html and "Another title" in shown.words
    again = ada.open("/desk/posts/1")
    assert "Left out" not in again.words and "readers keep all of it" in again.words


def test_a_draft_keeps_all_of_it_when_somebody_else_publishes_or_files_it(blog: Site, ada: Browser) -> None:
    omar = given(blog, ada)
    form = omar.open("/desk/posts/new").form("title")
    omar.post("/desk/posts/new", form.filled("save", title="A film", body=KEPT, permalink="/film.html"))
    ada.open("/desk/posts/1").send("title", "save")
    assert len(revisions(blog)) == 1
    ada.open("/desk/posts/1").send("title", "publish", tags="Films")
    assert [kept for _, kept in revisions(blog)] == [True, True]
    assert FRAME in blog.visitor().open("/film.html").html


def test_nobody_brings_it_by_typing_what_somebody_else_wrote(blog: Site, ada: Browser) -> None:
    omar, kim = given(blog, ada), blog.staff("Kim", "author")
    blog.publish(omar, body=KEPT)
    kim.post("/desk/posts/new", {"title": "Mine", "body": KEPT})
    assert revisions(blog)[-1][1] is False
    assert FRAME not in kim.post("/desk/preview", {"body": KEPT, "post": "1"}).html
    # Not over another text either, that somebody without the right has saved.
    ada.open("/desk/posts/1").send("title", "save", body="Only words.")
    ada.open("/desk/posts/1").send("title", "save", body=KEPT)
    with blog.reading() as db:
        newest = db.query(PostRevision).filter_by(post_id=1).order_by(PostRevision.number.desc()).first()
        assert newest is not None and not newest.unfiltered and FRAME not in newest.html


def test_who_may_not_write_it_is_told_and_loses_nothing_of_the_text(blog: Site, ada: Browser) -> None:
    path = blog.publish(given(blog, ada), body=KEPT)
    page, typed = ada.open("/desk/posts/1"), f"{KEPT}\n\n<p>More.</p>"
    page.send("title", "publish", body=typed)
    html, unfiltered = revisions(blog)[1]
    assert CLEAN in html and not unfiltered and "<iframe" not in blog.visitor().open(path).html
    again = ada.open("/desk/posts/1")
    assert again.form("title").value("body") == typed and "is cleaned for readers" not in again.words
    # What it was, how much of it, and where it is.
    assert "Left out: 1 frame, 1 style attribute. All of it stands in revision 1" in again.words
    assert 'href="/desk/posts/1/revisions?old=1&amp;new=2#compared"' in again.html
    # Old words bring no right back.
    ada.post("/desk/posts/1/revisions", {"revision": "1"})
    assert revisions(blog)[2] == (CLEAN, False)
    assert "Left out: 1 frame, 1 style attribute. All of it stands in revision 1" in ada.open("/desk/posts/1").words


def test_so_much_of_it_that_it_would_take_long_is_refused_with_the_text_kept(blog: Site, ada: Browser) -> None:
    """L2"""
    omar = given(blog, ada)
    typed = '<span style="color:red">x</span> ' * 2_001
    for action in ("save", "preview"):
        page = omar.post("/desk/posts/new", {"title": "T", "body": typed, "action": action})
        assert page.status == 422 and "A text with unfiltered HTML has at most 4000 tags. Divide it." in page.words
        assert page.form("title").value("body") == typed
    assert omar.post("/desk/preview", {"body": typed}).status == 422
    # Whose HTML is cleaned anyway, and whose text needs nothing more, is not asked to.
    assert ada.post("/desk/posts/new", {"title": "T", "body": typed}).status == 303
    plain = "A paragraph.\n\n" * 2_001
    assert omar.post("/desk/posts/new", {"title": "T", "body": plain}).status == 303


def test_nothing_is_said_to_be_left_out_that_its_writer_took_out(blog: Site, ada: Browser) -> None:
    omar = given(blog, ada)
    blog.publish(omar, body=KEPT)
    ada.open("/desk/posts/1").send("title", "save", body="Only words.")
    assert "Left out" not in ada.open("/desk/posts/1").words
    omar.open("/desk/posts/1").send("title", "save", body=KEPT)
    assert revisions(blog)[2][1] and "Left out" not in omar.open("/desk/posts/1").words


def test_its_writer_is_told_beside_the_preview_what_readers_do_not_see(blog: Site, ada: Browser) -> None:
    told = '<p class="notice warn" role="status" data-blocked>Readers do not get to see frames'
    omar = given(blog, ada)
    blog.publish(omar, body=KEPT)
    assert told in omar.open("/desk/posts/1").html
    plain = omar.open("/desk/posts/1").send("title", "preview", body='A &lt;iframe&gt; or `<video style="x">`.')
    assert told not in plain.html and "data-blocked hidden" in plain.html
    for body in ('<video src="/media/x.mp4"></video>', '<p title="a" style="color:red">Red</p>', FRAME):
        assert told in omar.open("/desk/posts/1").send("title", "preview", body=body).html
    # Who may not write it gets it taken out, and there is nothing to say.
    assert told not in ada.open("/desk/posts/new").send("title", "preview", title="T", body=KEPT).html


def test_cleaning_anew_keeps_what_was_kept_and_only_that(blog: Site, ada: Browser) -> None:
    omar = given(blog, ada)
    blog.publish(omar, body=KEPT)
    change(blog, ada, "Omar", "filtered")
    assert "what you save is cleaned" in omar.open("/desk/posts/1").words
    omar.open("/desk/posts/1").send("title", "save", body=f"{KEPT}\n\nMore.")
    before = revisions(blog)

    def redo(db: Session) -> None:
        found = db.query(PostRevision).order_by(PostRevision.number).all()
        recleaning.store(db, [(one, recleaning.render(one)) for one in found], blog.clock())

    blog.house.database.write(redo)
    assert revisions(blog) == before and [kept for _, kept in before] == [True, False]


def test_comments_never_have_it(blog: Site, ada: Browser) -> None:
    omar = given(blog, ada)
    path = blog.publish(omar)
    page: Page = omar.open(path).send("comment-form", body=KEPT)
    assert page.status == 303
    assert "<iframe" not in omar.follow(page).html and "<iframe" not in ada.open("/desk/comments").html
