"""Threads as readers and moderators meet them: every comment's own address, other orders, and the pinned one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from blog.comments.models import Comment, PinnedComment
from blog.moderation import log
from blog.moderation.models import LogEntry
from tests.cast.site import Browser, Page, Site
from tests.comments.room import add_shown
from tests.importers.bringing import bring, ids_on, takeout
from tests.importers.exports import takeout_comment, takeout_post


def say(blog: Site, moderator: Browser, path: str, body: str, **fields: str) -> str:
    """Send a comment and approve it; its public id."""
    blog.clock.step(minutes=1)
    public_id = blog.say(path, body=body, **fields).path.split("/")[2]
    with blog.reading() as db:
        seen = db.scalars(select(Comment.seen).where(Comment.public_id == public_id)).one()
    moderator.post("/desk/decisions", {"comment": f"{public_id}@{seen}", "decision": "approved"})
    return public_id


def pinned_words(page: Page) -> str | None:
    found = re.search(r'<div class="pinned-body" dir="auto">(.*?)</div>', page.html, re.S)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else None


def test_a_comment_has_an_address_of_its_own(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    shown, reader = say(blog, nia, path, "Shown."), blog.visitor()
    waiting = blog.say(path, body="Waiting.").path.split("/")[2]

    moved = reader.get(f"/-/comment/{shown}")

    assert (moved.status, moved.location) == (303, f"{path}#comment-{shown}")
    assert "set-cookie" not in moved.headers
    assert f'href="/-/comment/{shown}"' in reader.get(path).html
    assert f'href="{path}#comment-{shown}"' in reader.get("/").html
    for name in (waiting, "nobody", "comment-", "%00", "a" * 300):
        assert reader.get(f"/-/comment/{name}").status == 404
    ada.post("/desk/posts/1", {"title": "x", "body": "y", "action": "withdraw"})
    assert reader.get(f"/-/comment/{shown}").status == 404


def test_every_link_of_the_blogs_own_leads_to_the_page_that_shows_the_comment(
    blog: Site, ada: Browser, nia: Browser
) -> None:
    """In a long thread: Lately, the card in the queue, the receipt, feeds, a report, and the comment's own address."""
    path = blog.publish(ada)
    blog.house.database.write(lambda db: add_shown(db, 1, 150))
    blog.clock.step(days=1)
    receipt = blog.say(path, body="The last word.")
    public_id = receipt.path.split("/")[2]
    with blog.reading() as db:
        comment = db.scalars(select(Comment).where(Comment.public_id == public_id)).one()
        key = f"{public_id}@{comment.seen}"
    nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    reader = blog.visitor()
    assert f'id="comment-{public_id}"' not in reader.get(path).html

    pages = ("/", receipt.path, f"/-/report/{public_id}", "/feeds/comments/default", "/feeds/1/comments/default")
    found = [*(reader.get(page) for page in pages), nia.get("/desk/comments?status=approved")]
    hrefs = [re.findall(rf'href="(?:{blog.url})?(/[^"]+#comment-{public_id})"', page.html) for page in found]
    hrefs.append([reader.get(f"/-/comment/{public_id}").location])
    for places in hrefs:
        assert len(places) >= 1
        for href in places:
            page = reader.get(href.partition("#")[0])
            assert page.status == 200
            assert f'id="comment-{public_id}"' in page.html


def test_other_orders_are_pages_for_everybody_and_name_the_one_to_keep(blog: Site, ada: Browser, nia: Browser) -> None:
    """V8"""
    path = blog.publish(ada)
    first = say(blog, nia, path, "First.")
    second = say(blog, nia, path, "Second.")
    answer = say(blog, nia, path, "An answer.", parent=first)

    def order(query: str) -> list[str]:
        page = blog.visitor().get(path + query)
        assert page.status == 200
        assert "set-cookie" not in page.headers
        assert page.headers["etag"]
        assert f'<link rel="canonical" href="{blog.url}{path}">' in page.html
        assert nia.get(path + query).html == page.html
        return re.findall(r'<article class="comment row" id="comment-(\w+)"', page.html)

    assert order("") == [first, answer, second]
    assert order("?order=newest") == [second, first, answer]
    assert order("?order=answered") == [first, answer, second]
    third = say(blog, nia, path, "An answer to the second.", parent=second)
    say(blog, nia, path, "Another one.", parent=second)
    assert order("?order=answered")[:2] == [second, third]
    for query in ("?order=best", "?order=", "?order=newest&after=x", "?order=newest&before=x", "?from=nobody"):
        assert blog.visitor().get(path + query).status == 404


def test_a_moderator_pins_one_comment_of_a_post_and_takes_it_back(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    say(blog, nia, path, "The first.")
    second = say(blog, nia, path, "The second.")
    reader = blog.visitor()
    before = reader.get(path).html

    queue = nia.open("/desk/comments?status=approved")
    assert f'name="pin" value="{second}" formaction="/desk/pins"' in queue.html
    done = nia.follow(nia.post("/desk/pins", {"pin": second}))

    assert "The comment by Sol is pinned" in done.words
    page = reader.get(path)
    assert pinned_words(page) == "The second."
    assert page.html.count('<article class="comment') == 2, "its own place is where it was"
    assert f'<a href="#comment-{second}" rel="nofollow">Where it was said</a>' in page.html
    assert pinned_words(reader.get(f"{path}?order=newest")) == "The second."
    with blog.reading() as db:
        pin = db.scalars(select(PinnedComment)).one()
        entry = db.scalars(select(LogEntry).order_by(LogEntry.id.desc()).limit(1)).one()
        assert (pin.at, pin.account_id) == (blog.clock(), entry.account_id)
        assert entry.subject.startswith(f"{second}/1/")
        assert entry.reason == "pinned"
        assert log.verify(db) == []
    assert "Unpin" in nia.open("/desk/comments?status=approved").words
    undone = nia.follow(done.send("/desk/pins"))
    assert "not pinned any more" in undone.words
    assert reader.get(path).html == before


def test_of_two_pins_the_second_stands_and_undo_brings_the_first_back(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    first, second = say(blog, nia, path, "The first."), say(blog, nia, path, "The second.")
    nia.post("/desk/pins", {"pin": first})
    done = nia.follow(nia.post("/desk/pins", {"pin": second}))
    assert pinned_words(blog.visitor().get(path)) == "The second."
    nia.follow(done.send("/desk/pins"))
    assert pinned_words(blog.visitor().get(path)) == "The first."
    unpinned = nia.follow(nia.post("/desk/pins", {"unpin": first}))
    assert pinned_words(blog.visitor().get(path)) is None
    unpinned.send("/desk/pins")
    assert pinned_words(blog.visitor().get(path)) == "The first."


def test_what_is_pinned_is_shown_only_while_readers_may_see_it(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    public_id = say(blog, nia, path, "Pinned words.")
    nia.post("/desk/pins", {"pin": public_id})
    queue = nia.open("/desk/comments?status=approved")
    key = queue.html.split('name="comment" value="')[1].split('"')[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "spam"})
    assert "Pinned words." not in blog.visitor().get(path).html
    assert nia.post("/desk/pins", {"pin": public_id}).status == 409
    nia.open("/desk/comments").send("/desk/undos")
    assert pinned_words(blog.visitor().get(path)) == "Pinned words."


def test_pins_are_for_those_who_decide_there(blog: Site, ada: Browser, nia: Browser) -> None:
    kim = blog.staff("Kim", "author")
    path, own = blog.publish(ada), blog.publish(kim, title="Kim's own")
    foreign, mine = say(blog, nia, path, "Under Ada's."), say(blog, nia, own, "Under Kim's.")
    assert kim.post("/desk/pins", {"pin": foreign}).status == 404
    assert kim.post("/desk/pins", {"pin": mine}).status == 303
    assert blog.visitor().post("/desk/pins", {"pin": foreign}).location.startswith("/sign-in")
    for form in ({}, {"pin": ""}, {"pin": "nobody"}, {"unpin": foreign}, {"pin": "\x00"}):
        assert nia.post("/desk/pins", form).status in (404, 409)
    assert nia.post("/desk/pins", {"pin": foreign}, origin="https://elsewhere.example").status == 403
    assert pinned_words(blog.visitor().get(path)) is None


@pytest.mark.parametrize("name", ["Ada", "Аda", "A\u200bda", "Ada\U000e0041", "Ada Author", "✓ Verified", "Author"])
def test_no_badge_can_be_typed(blog: Site, ada: Browser, nia: Browser, name: str) -> None:
    """T3"""
    path = blog.publish(ada)
    sent = blog.say(path, body="Trust me.", name=name)
    if sent.status == 200:
        key = nia.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
        nia.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert 'class="badge author"' not in blog.visitor().get(path).html
    assert 'class="badge verified"' not in blog.visitor().get(path).html
    assert (sent.status == 200) == (name in ("Ada Author", "✓ Verified", "Author"))


def test_an_imported_anchor_leads_to_its_comment_on_any_page(blog: Site, tmp_path: Path) -> None:
    post = "/2009/08/post-1.html"
    many = [takeout_comment(1000 + n, 1, published=f"2009-08-08T{n // 60:02d}:{n % 60:02d}:07Z") for n in range(250)]
    bring(blog, takeout(tmp_path, takeout_post(1), *many))
    reader = blog.visitor()
    number = re.search(r'data-post="(\d+)"', reader.get(post).html)
    assert number is not None
    for anchor in ("c1003", "c1120", "c1249"):
        moved = reader.get(f"/-/comment/{anchor}?post={number[1]}")
        assert moved.status == 303
        page = reader.get(moved.location.partition("#")[0])
        assert {anchor, moved.location.partition("#")[2]} <= ids_on(page.html)
    assert reader.get("/-/comment/c1003").status == 404
    assert reader.get("/-/comment/c9?post=" + number[1]).status == 404
    newest = reader.get(f"{post}?order=newest")
    assert {"c1249"} <= ids_on(newest.html)
    assert "c1000" not in ids_on(newest.html)


def deep_thread(folder: Path) -> Path:
    """An export with a line of twelve answers, one by one, and 240 comments beside it."""
    line = [
        takeout_comment(
            100 + n, 1, answers=99 + n if n else 0, name=f"Level {n}", published=f"2009-08-08T00:{n:02d}:00Z"
        )
        for n in range(12)
    ]
    beside = [takeout_comment(500 + n, 1, published=f"2009-08-09T{n // 60:02d}:{n % 60:02d}:07Z") for n in range(240)]
    return takeout(folder, takeout_post(1), *line, *beside)


def test_an_imported_thread_is_read_to_its_end_and_goes_on(
    blog: Site, ada: Browser, nia: Browser, tmp_path: Path
) -> None:
    """C5, C6: three levels in sight, every comment once, and whoever answers the deepest one is led to."""
    bring(blog, deep_thread(tmp_path))
    reader, path = blog.visitor(), "/2009/08/post-1.html"
    page = reader.get(path)
    assert re.findall(
        r'<span class="to">to <a href="#[^"]+" rel="nofollow" class="u-in-reply-to"><bdi>(Level \d+)</bdi>', page.html
    ) == [f"Level {n}" for n in range(2, 11)]
    nested = page.html.split('<ol class="thread">')
    assert max(sum("<ol" in one or "</ol" not in one for one in nested[:n]) for n in range(2, 6)) <= 4
    seen = list(re.findall(r'<article class="comment row" id="comment-(\w+)"', page.html))
    while (onward := re.search(r'<a href="([^"]+)" rel="next">[^<]*more comment', page.html)) is not None:
        page = reader.get(path + onward[1].partition("#")[0])
        seen += re.findall(r'<article class="comment row" id="comment-(\w+)"', page.html)
    assert len(seen) == len(set(seen)) == 252
    deepest = re.search(r'id="c111".*?data-reply="(\w+)"', reader.get(path).html, re.S)
    assert deepest is not None
    answer = say(blog, nia, f"/-/reply/{deepest[1]}", "An answer from today.", name="Sol")
    moved = reader.get(f"/-/comment/{answer}")
    page = reader.get(moved.location.partition("#")[0])
    article = page.html.split(f'id="comment-{answer}"')[1].split("</header>")[0]
    assert "<bdi>Level 11</bdi>" in article
    assert nia.post("/desk/pins", {"pin": answer}).status == 303
    assert pinned_words(reader.get(path)) == "An answer from today."


def test_a_stone_stands_only_where_answers_need_it_and_tells_nothing(blog: Site, ada: Browser, nia: Browser) -> None:
    """A3, C5: withdrawn by its writer, then its last answer taken down; undo brings it all back."""
    path, reader = blog.publish(ada), blog.visitor()
    receipt = blog.say(path, body="Said and regretted.", name="Secret Name", website="https://secret.example/")
    first = receipt.path.split("/")[2]
    with blog.reading() as db:
        seen = db.scalars(select(Comment.seen).where(Comment.public_id == first)).one()
    nia.post("/desk/decisions", {"comment": f"{first}@{seen}", "decision": "approved"})
    answer = say(blog, nia, path, "The answer.", parent=first)
    blog.visitor().post(receipt.path, {"action": "withdraw"})
    stone = reader.get(path)
    assert "The writer took this comment back. The reply to it stays." in stone.words
    for told in ("Said and regretted", "Secret Name", "secret.example", f"/-/report/{first}", f'data-reply="{first}"'):
        assert told not in stone.html, told
    assert reader.get(f"/-/comment/{first}").status == 404
    assert reader.get(f"/-/reply/{first}").status == 404
    with blog.reading() as db:
        seen = db.scalars(select(Comment.seen).where(Comment.public_id == answer)).one()
    nia.post("/desk/decisions", {"comment": f"{answer}@{seen}", "decision": "spam"})
    assert 'class="comment' not in reader.get(path).html
    nia.open("/desk/comments").send("/desk/undos")
    assert reader.get(path).html == stone.html
