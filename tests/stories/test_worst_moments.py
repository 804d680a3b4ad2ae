"""What strangers who tried the blog met, each once: so that nobody meets it again."""

from __future__ import annotations

import re

from tests.cast.site import Browser, Site

TOLD = 'role="status" data-elsewhere>Readers do not see pictures that stand on other servers'


def test_a_picture_that_readers_would_not_see_is_told_while_it_is_written(blog: Site, ada: Browser) -> None:
    """The pages' own policy lets no picture come from elsewhere."""
    body = '![A kettle](https://elsewhere.example/kettle.png "Ours")\n\n![Tea](https://elsewhere.example/tea.png)'
    seen = ada.post("/desk/posts/new", {"title": "Kettles", "body": body, "action": "preview"})
    assert TOLD in seen.html
    blog.publish(ada, title="Kettles", body=body)
    assert TOLD in ada.open("/desk/posts/1").html
    own = f"![Ours]({blog.url}/media/a.png)\n\n![Ours too](/media/b.png)\n\n<https://elsewhere.example/tea.png>"
    assert TOLD not in ada.open("/desk/posts/1").send("title", "preview", body=own).html


def test_old_articles_have_dates_that_machines_can_read(blog: Site, ada: Browser) -> None:
    """Berlin's clocks were 53 minutes and 28 seconds ahead in 1850; an offset in a feed has no seconds."""
    ada.open("/desk/settings").send("tagline", time_zone="Europe/Berlin")
    path = blog.publish(ada, title="From the old paper", published_at="1850-05-05 00:10")
    whole = re.compile(r"1850-05-0[45]T[0-9:]{8}(Z|[+-][0-9]{2}:[0-9]{2})")
    for page in ("/feeds/posts/default", "/feeds/posts/default?alt=json", path):
        times = re.findall(r"1850-05-0[45]T[^\"<]*", blog.visitor().get(page).html)
        assert times and all(whole.fullmatch(time) for time in times), (page, times)
        assert page.endswith("json") or "1850-05-05T00:10:00+00:53" in times, "the day is the one that people read"


def test_who_has_to_sign_in_again_sees_the_words_they_wrote(blog: Site, ada: Browser) -> None:
    fields = {"title": "T", "body": "Short words.", "tags": "a tag that is longer than the text, and another one"}
    page = blog.visitor().post("/desk/posts/new", {**fields, "action": "save"})
    assert page.status == 403
    assert re.search(r'<textarea id="s-text"[^>]*>\s*Short words\.</textarea>', page.html)
    assert 'formaction="/sign-in/passkey"' in page.html
