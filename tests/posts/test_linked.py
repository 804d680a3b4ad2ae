"""What a post's page says to machines, whatever people have written into it."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.cast.site import Browser, Site

EVIL = "</script><script>alert(1)</script> & \u2028 ]]>"


def linked_data(html: str) -> dict[str, Any]:
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    made: dict[str, Any] = json.loads(found)
    return made


def test_a_post_tells_machines_what_it_is_and_what_readers_said(blog: Site, ada: Browser) -> None:
    """A5, X8."""
    path = blog.publish(ada, title=f"Title {EVIL}", body="Some words.", tags="Tea & <cake>")
    assert linked_data(blog.visitor().get(path).html)["commentCount"] == 0
    blog.say(path, f"Said `{EVIL}`", name="Sol </script>")
    assert linked_data(blog.visitor().get(path).html)["comment"] == []
    card = ada.open("/desk/comments").html.split('name="comment" value="')[1].split('"')[0]
    ada.post("/desk/decisions", {"comment": card, "decision": "approved"})

    page = blog.visitor().get(path)

    said = linked_data(page.html)
    assert said["@type"] == "BlogPosting"
    assert said["headline"].startswith("Title </script><script>alert(1)</script> &")
    assert said["keywords"] == ["Tea & <cake>"]
    assert said["commentCount"] == 1
    [comment] = said["comment"]
    assert comment["author"]["name"] == "Sol </script>"
    assert "</script>" in comment["text"]
    assert f'id="{comment["url"].partition("#")[2]}"' in page.html
    assert "<script>alert" not in page.html
    assert 'property="og:title" content="Title &lt;/script&gt;' in page.html
    assert f'property="og:url" content="{blog.settings.url}{path}"' in page.html


def test_hidden_comments_are_not_told_to_machines_either(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada, comments="hidden")
    assert "commentCount" not in linked_data(blog.visitor().get(path).html)
