"""The story the whole project starts from: a comment is sent, waits, is approved and read; scripts off."""

from __future__ import annotations

import re

from blog.comments.models import Comment, CommentRevision
from tests.cast.site import Browser, Site


def test_a_comment_waits_is_approved_and_the_next_reader_sees_it(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada, body="Kettles, and what they are for.")
    sol = blog.visitor()
    post = sol.open(path)
    assert "No comments:" in post.words
    assert "Post a Comment" in post.words

    receipt = sol.follow(post.send("comment-form", body="We kept *ours* going.", name="Sol Okafor"))
    assert receipt.status == 200
    assert "pending" in receipt.words.lower()
    assert "<em>ours</em>" in receipt.html
    assert "We kept" not in blog.visitor().open(path).words

    queue = nia.open("/desk/comments")
    assert "We kept" in queue.words
    assert "nothing to go on yet" in queue.words, "every waiting card says why it waits"
    key = queue.form("comment").values("comment") or re.findall(r'name="comment"[^>]*value="([^"]+)"', queue.html)
    decided = nia.follow(nia.post("/desk/decisions", {"comment": key[0], "decision": "approved"}))
    assert "Undo" in decided.words

    seen = blog.visitor().open(path)
    assert "1 comment:" in seen.words
    assert "We kept" in seen.words
    assert f'id="comment-{key[0].split("@")[0]}"' in seen.html
    assert "approved" in sol.open(receipt.path).words.lower()


def test_a_decision_can_be_taken_back(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, body="Spam or not?")
    key = waiting(nia)[0]
    nia.post("/desk/decisions", {"comment": key, "decision": "spam"})
    assert "Spam or not?" not in nia.open("/desk/comments").words
    page = nia.open("/desk/comments?status=spam")
    assert "Spam or not?" in page.words
    undone = nia.follow(page.send("/desk/undos"))
    assert undone.status == 200
    assert "Spam or not?" in nia.open("/desk/comments").words


def test_the_second_moderator_is_told_who_was_faster(blog: Site, ada: Browser, nia: Browser, omar: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path)
    key = waiting(nia)[0]
    assert omar.post("/desk/decisions", {"comment": key, "decision": "approved"}).status == 303
    late = nia.post("/desk/decisions", {"comment": key, "decision": "spam"})
    assert late.status == 409
    assert "Omar" in late.words
    assert "1 comment:" in blog.visitor().open(path).words


def test_the_same_outcome_twice_is_no_conflict(blog: Site, ada: Browser, nia: Browser, omar: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path)
    key = waiting(nia)[0]
    omar.post("/desk/decisions", {"comment": key, "decision": "approved"})
    assert nia.post("/desk/decisions", {"comment": key, "decision": "approved"}).status == 303


def test_an_edit_waits_while_the_approved_text_stays_up(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, body="The first wording.")
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    edited = receipt.browser.follow(receipt.browser.open(receipt.path).send("body", body="The second wording."))
    assert "The second wording." in edited.words
    assert "pending" in edited.words.lower()
    assert "The first wording." in blog.visitor().open(path).words
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    page = blog.visitor().open(path)
    assert "The second wording." in page.words
    assert "The first wording." not in page.words
    assert blog.count(Comment) == 1
    assert blog.count(CommentRevision) == 2


def test_a_writer_takes_a_comment_back_and_puts_it_back(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = blog.say(path, body="Said too soon.")
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    sol = receipt.browser
    withdrawn = sol.follow(sol.post(receipt.path, {"action": "withdraw"}))
    assert "Said too soon." not in blog.visitor().open(path).words
    assert "No comments:" in blog.visitor().open(path).words
    sol.follow(sol.post(withdrawn.path, {"action": "restore"}))
    assert "Said too soon." in blog.visitor().open(path).words


def test_a_reply_stands_under_what_it_answers(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path, body="A question?")
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    page = blog.visitor().open(path)
    parent = re.search(r'id="comment-(\w+)"', page.html)
    assert parent is not None
    blog.say(path, body="An answer.", parent=parent.group(1))
    nia.post("/desk/decisions", {"comment": waiting(nia)[0], "decision": "approved"})
    html = blog.visitor().open(path).html.partition("<body")[2]
    assert html.rindex("A question?") < html.index("An answer.")
    nested = html[html.rindex("A question?") : html.index("An answer.")]
    assert nested.count("<ol") == 1
    assert "2 comments:" in blog.visitor().open(path).words


def test_a_double_click_makes_one_comment_and_leads_to_its_receipt(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    form = blog.visitor().open(path).form("comment-form").filled(body="Only once.", name="Sol")
    first = blog.visitor().post("/comments", form)
    second = blog.visitor().post("/comments", form)
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert blog.count(Comment) == 1


def waiting(moderator: Browser) -> list[str]:
    """The ID@SEEN of every waiting card, as they stand in the queue."""
    html = moderator.open("/desk/comments").html
    return re.findall(r'<input[^>]*name="comment"[^>]*value="([^"]+)"', html)
