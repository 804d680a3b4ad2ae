"""The words that a signal is about are marked on the card by the blog itself, whatever the comment holds."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Page, Site
from tests.stories.desk import decide, id_of, write

MARKED = re.compile(r"<mark>([^<]*)</mark><sup>([a-z])</sup>")


def words_of(page: Page) -> list[str]:
    """The HTML of the words on each card, also where a row of probable spam opens to it."""
    return [part.partition("</div>")[0].strip() for part in page.html.split('<div class="words" dir="auto">')[1:]]


def test_a_card_marks_where_it_leads_by_the_letter_of_the_signal(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    body = "See *https://new.example/a* & NEW.example, not renew.example. <script>alert(1)</script><b onclick=x>Yes</b>"
    receipt = write(blog, blog.visitor(), path, body)
    page = nia.open("/desk/comments")
    [said] = words_of(page)
    assert MARKED.findall(said) == [("new.example", "a"), ("NEW.example", "a")]
    assert "<b>a</b>\n<span>It leads to a site that no approved comment has led to." in page.html
    assert "<script" not in said and "onclick" not in said and "<b>Yes</b>" in said

    # What was decided on is shown with its signals, too; a receipt and a reader's page are not.
    decide(nia, blog, receipt, "approved")
    assert MARKED.findall(words_of(nia.open("/desk/comments?status=approved"))[0])
    assert "<mark>" not in blog.visitor().open(path).html
    assert "<mark>" not in blog.visitor().get(receipt.path).html


def test_a_row_of_probable_spam_and_an_edit_are_marked(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    links = " ".join(f"https://offer-{number}.example/" for number in range(5))
    write(blog, blog.visitor(), path, f"Cheap: {links}")
    sol = blog.visitor()
    receipt = write(blog, sol, path, "A thought, and no link in it.")
    decide(nia, blog, receipt, "approved")
    sol.open(receipt.path).send("body", body="A thought, and now https://mine.example in it.")

    # The edit, the text that readers see until then, and the row.
    assert [MARKED.findall(said) for said in words_of(nia.open("/desk/comments"))] == [
        [("mine.example", "a")],
        [],
        [("https://offer-0.example/", "a"), ("https://offer-1.example/", "a"), ("https://offer-2.example/", "a")],
    ]


def test_a_reported_comment_shows_reasons_and_so_no_letters(blog: Site, ada: Browser, nia: Browser) -> None:
    path = blog.publish(ada)
    receipt = write(blog, blog.visitor(), path, "See https://new.example for more.")
    decide(nia, blog, receipt, "approved")
    blog.visitor().open(f"/-/report/{id_of(receipt)}").send("reason", reason="spam")
    page = nia.open("/desk/comments?status=reported")
    assert "See https://new.example for more." in page.words
    assert "<mark>" not in page.html
