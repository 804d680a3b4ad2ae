"""What a post says beside its words: an excerpt of its writer's own, and the language it is written in."""

from __future__ import annotations

from blog.markup.posts import POLICY, render_html
from blog.posts import recleaning
from blog.posts.models import Post, PostRevision, Unsaved
from tests.cast.site import Browser, Site

ABOUT = "Why there are two kettles, and who pays for the second."


def test_the_excerpt_is_what_lists_feeds_and_search_engines_show(blog: Site, ada: Browser) -> None:
    """B1"""
    typed = f"  {ABOUT}\r\n <b> & \u2028"
    path = blog.publish(ada, body="A long beginning.", excerpt=typed)
    shown = f"{ABOUT} &lt;b&gt; &amp;"
    home, post = blog.visitor().open("/").html, blog.visitor().open(path).html
    assert f'<p class="excerpt p-summary" dir="auto">{shown}</p>' in home
    assert f'<meta name="description" content="{shown}">' in post
    assert "A long beginning." not in home
    feed = blog.visitor().open("/feeds/posts/default").html
    assert f"<summary>{shown}</summary>" in feed
    assert "A long beginning." in feed
    ada.open("/desk/posts/1").send("title", "publish", excerpt="")
    assert "A long beginning." in blog.visitor().open("/").words
    assert "<summary>" not in blog.visitor().open("/feeds/posts/default").html


def test_a_changed_excerpt_waits_until_it_is_published_and_can_be_put_back(blog: Site, ada: Browser) -> None:
    """B3"""
    blog.publish(ada, excerpt="The first.")
    ada.open("/desk/posts/1").send("title", "save", excerpt="The second.")
    assert "The first." in blog.visitor().open("/").words
    compared = ada.open("/desk/posts/1/revisions?old=1&new=2").words
    assert "Excerpt taken away: The first." in compared
    assert "added: The second." in compared
    ada.post("/desk/posts/1/revisions", {"revision": "1"})
    assert ada.open("/desk/posts/1").form("title").value("excerpt") == "The first."
    ada.open("/desk/posts/1").send("title", "publish", excerpt="The third.")
    assert "The third." in blog.visitor().open("/").words


def test_a_list_says_how_much_was_said_where_something_was_or_may_be(blog: Site, ada: Browser) -> None:
    """A heading that introduces nothing is none."""
    blog.publish(ada, "Open")
    assert "No comments: be the first to write one." in blog.visitor().open("/").words
    ada.open("/desk/posts/1").send("title", "publish", comments="closed")
    assert "No comments" not in blog.visitor().open("/").words


def test_the_language_stands_on_the_article_its_entry_and_its_feed_entry(blog: Site, ada: Browser) -> None:
    """B1"""
    path = blog.publish(ada, language="pt_br")
    assert 'class="post band" lang="pt-BR"' in blog.visitor().open(path).html
    assert '" lang="pt-BR">' in blog.visitor().open("/").html
    assert '<entry xml:lang="pt-BR">' in blog.visitor().open("/feeds/posts/default").html
    form = ada.open("/desk/posts/1")
    assert form.form("title").value("language") == "pt-BR"
    assert '<textarea class="source mono" id="w-body" name="body" rows="22" dir="auto" lang="pt-BR"' in form.html
    form.send("title", "save", language="")
    assert 'lang="pt-BR"' in blog.visitor().open(path).html
    ada.open("/desk/posts/1").send("title", "publish")
    assert 'lang="pt-BR"' not in blog.visitor().open(path).html
    ada.open("/desk/posts/1").send("title", "publish", language="ar")
    assert 'class="post band" lang="ar" dir="rtl">' in blog.visitor().open(path).html


def test_what_is_no_language_or_too_long_is_kept_in_the_form(blog: Site, ada: Browser) -> None:
    sent = {"title": "A", "body": "B", "language": 'xx"><script>', "excerpt": "x" * 501}
    page = ada.post("/desk/posts/new", sent)
    assert page.status == 422
    assert "This is no language we know." in page.words
    assert "longer than 500 characters" in page.words
    assert "<script>" not in page.html
    form = page.form("title")
    assert (form.value("language"), form.value("excerpt")) == (sent["language"], sent["excerpt"])
    assert blog.count(Post) == 0


def test_a_form_without_these_fields_leaves_them_alone(blog: Site, ada: Browser) -> None:
    """As programs send it that know only the fields of the contract."""
    blog.publish(ada, excerpt=ABOUT, language="de")
    sent = {"title": "Renamed", "body": "Other words.", "action": "publish"}
    assert ada.post("/desk/posts/1", sent).status == 303
    with blog.reading() as db:
        post = db.query(Post).one()
        assert (post.shown.title, post.shown.excerpt, post.language) == ("Renamed", ABOUT, "de")


def test_both_are_kept_while_somebody_types(blog: Site, ada: Browser) -> None:
    """B2"""
    blog.publish(ada, excerpt="Before.")
    draft = "0123456789abcdef"
    kept = {"draft": draft, "post": "1", "revision": "1", "title": "The second kettle", "body": "Words."}
    assert ada.post("/desk/unsaved", {**kept, "excerpt": ABOUT, "language": "fr"}).status == 200
    # Only the excerpt is another: that is not saved yet.
    assert "never saved" in ada.open("/desk/posts/1").words
    form = ada.open(f"/desk/posts/1?draft={draft}").form("title")
    assert (form.value("excerpt"), form.value("language")) == (ABOUT, "fr")
    assert ada.post("/desk/posts/1", form.filled("save")).status == 303
    assert "data-draft=" not in ada.open("/desk/posts/1").html
    assert blog.count(Unsaved) == 1


def test_the_second_who_changes_only_what_stands_beside_the_words_is_told(blog: Site, ada: Browser) -> None:
    """B2: of a published post whose newer version waits already, too."""
    blog.publish(ada, tags="Tea")
    ada.open("/desk/posts/1").send("title", "save", body="Newer words.")
    for mine, other in (({"tags": "Tea, Milk"}, {"tags": "Soup"}), ({"language": "de"}, {"language": "fr"})):
        first, second = ada.open("/desk/posts/1"), ada.open("/desk/posts/1")
        assert first.send("title", "save", **mine).status == 303
        refused = second.send("title", "save", **other)
        assert refused.status == 409
        assert "both stand below" in refused.words
        assert f"there: {next(iter(mine.values()))}" in refused.words
    count = blog.count(PostRevision)
    assert ada.open("/desk/posts/1").send("title", "save").status == 303
    assert blog.count(PostRevision) == count


def test_cleaning_anew_keeps_the_writers_own_excerpt(blog: Site, ada: Browser) -> None:
    blog.publish(ada, excerpt=ABOUT)

    def redo(db: object) -> None:
        revision = db.query(PostRevision).one()  # type: ignore[attr-defined]
        recleaning.store(db, [(revision, render_html("Words anew."))], blog.clock.now)  # type: ignore[arg-type]

    blog.house.database.write(redo)
    with blog.reading() as db:
        revision = db.query(PostRevision).one()
        assert (revision.excerpt, revision.words, revision.policy) == (ABOUT, "Words anew.", POLICY)


def test_a_contributor_is_told_what_comes_next_and_editors_see_what_waits(blog: Site, ada: Browser) -> None:
    """B11"""
    cora, edda = blog.staff("Cora", "contributor"), blog.staff("Edda", "editor")
    blog.publish(ada)
    ada.post("/desk/posts/new", {"title": "An author's own draft", "body": "Words."})
    assert "who may not publish" not in edda.open("/desk").words
    saved = cora.follow(cora.post("/desk/posts/new", {"title": "A first try", "body": "Words."}))
    assert "It waits on the desk of the editors now" in saved.words
    assert "Editors see it waiting" in cora.open(saved.path.partition("?")[0]).words
    desk = edda.open("/desk").words
    assert "Drafts of those who may not publish A first try by Cora" in desk
    assert "An author's own draft" not in desk
    assert "who may not publish" not in cora.open("/desk").words
    assert "who may not publish" not in blog.staff("Ann", "author").open("/desk").words
    edda.open(saved.path.partition("?")[0]).send("title", "publish")
    assert "who may not publish" not in edda.open("/desk").words


def test_of_many_texts_that_were_never_saved_the_newest_stands_open(blog: Site, ada: Browser) -> None:
    for number in range(3):
        draft = f"{number:016x}"
        assert ada.post("/desk/unsaved", {"draft": draft, "title": f"Try {number}", "body": "Words."}).status == 200
        blog.clock.step(minutes=1)
    for path in ("/desk/posts", "/desk/posts/new"):
        page = ada.open(path)
        before, _, folded = page.html.partition('<details class="kept-more">')
        assert "2 more texts were never saved" in page.words
        assert ("Try 2" in before, "Try 1" in before, "Try 1" in folded, "Try 0" in folded) == (True, False, True, True)


def test_a_time_says_in_which_zone_it_is(blog: Site, ada: Browser) -> None:
    ada.open("/desk/settings").send("title", time_zone="Europe/Berlin")
    assert "Published at (Europe/Berlin)" in ada.open("/desk/posts/new").words


def test_nobody_gets_raw_html_through_not_even_the_owner(blog: Site) -> None:
    """X10: the wider list for posts is the same for every role, and holds in preview, published page and feed."""
    evil = (
        '<details><summary>More</summary><mark onclick="x">Kept</mark></details><script>alert(1)</script>'
        '<iframe src="https://evil.example"></iframe><p style="x" class="queue">Words</p>'
    )
    for number, role in enumerate(("owner", "editor", "author")):
        person = blog.staff(f"P{number}", role)
        preview = person.post("/desk/preview", {"body": evil, "format": "markdown"}).html
        page = blog.visitor().open(blog.publish(person, title=f"By {role}", body=evil))
        assert preview in page.html
        assert "<details><summary>More</summary><mark>Kept</mark></details>" in page.html
        for shown in (preview, page.html, blog.visitor().open("/feeds/posts/default").html):
            assert "alert(1)" not in shown
            assert "evil.example" not in shown
            assert 'style="x"' not in shown
