"""Routes × methods × hostile strings: whatever is sent, the answer is never a 500.

`python -m tests.faults.fuzzing --requests 20000` runs it at length; the suite runs a part.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from blog.routes import ROUTES
from tests.cast.site import Browser, Site

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
HOSTILE = (
    *("", " ", "0", "-1", "1", "99999999999999999999", "1e9", "NaN", "null", "true", "[]", "{}", "%00", "\x00", "\n"),
    *("../../etc/passwd", "..\\..", "//evil.example", "javascript:alert(1)", "data:text/html,x", "' OR 1=1 --", '"'),
    *("<script>alert(1)</script>", "{{7*7}}", "${7*7}", "\u202e", "\u200b", "\ud800", "\U0001f600" * 50, "é" * 300),
    *("a" * 9000, "a@b", "x@1", "x@", "@1", "k7f2q@1:approved", "approved", "spam", "2026-13-45", "2026-01-01"),
    *("/desk", "/2026/10/", "open", "\x0b\x0c", "\ufffe", "&amp;&#0;", "%c3%28", "a;b=c", "*/*", "12-34", "-", "."),
)
FIELDS = (
    *("body", "name", "email", "website", "post", "parent", "stamp", "subject", "action", "title", "tags", "permalink"),
    *("published_at", "comments", "revision", "comment", "decision", "reason", "note", "only", "status", "back"),
    *("password", "token", "next", "language", "time_zone", "q", "before", "after", "done"),
)
HEADERS = ("accept", "accept-encoding", "if-none-match", "range", "cookie", "referer", "user-agent", "x-forwarded-for")


def run(blog: Site, browsers: list[Browser], requests: int, seed: int = 1) -> Counter[int]:
    """Send `requests` made-up requests through `browsers`; how often each status was answered.

    Raises AssertionError with the request that was answered 500 or more.
    """
    chance, statuses = random.Random(seed), Counter[int]()
    for _ in range(requests):
        browser = chance.choice(browsers)
        method, path, options = _make(chance, blog.url)
        response = browser.client.request(method, path, **options)
        statuses[response.status_code] += 1
        assert response.status_code < 500, (method, path, options, response.text[:500])
        assert "Traceback" not in response.text, (method, path, options)
    return statuses


def _make(chance: random.Random, url: str) -> tuple[str, str, dict[str, Any]]:
    method = chance.choice(METHODS)
    pattern = chance.choice(ROUTES).path
    path = re.sub(r"\{[^}]+\}", lambda match: quote(_text(chance)[:400], safe="") or "x", pattern)
    if chance.random() < 0.1:
        path += chance.choice(("/", "//", ";x", "%2e%2e", "?", "x"))
    if chance.random() < 0.5:
        query = urlencode([(chance.choice(FIELDS), _text(chance)[:400]) for _ in range(chance.randint(1, 3))])
        path += f"?{query}"
    headers = {"origin": url}
    if chance.random() < 0.3:
        name = chance.choice(HEADERS)
        headers[name] = re.sub(r"[^\x20-\x7e]", "", _text(chance))[:300]
    options: dict[str, Any] = {"headers": headers}
    if method in ("POST", "PUT", "PATCH"):
        fields = [(chance.choice(FIELDS), _text(chance)) for _ in range(chance.randint(0, 8))]
        kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "")
        headers["content-type"] = chance.choice(kinds) if chance.random() < 0.1 else kinds[0]
        options["content"] = urlencode(fields).encode()
    return method, path, options


def _text(chance: random.Random) -> str:
    text = "".join(chance.choice(HOSTILE) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    return text.encode("utf-8", "replace").decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        blog = Site(Path(folder), f"sqlite:///{folder}/blog.db", BLOG_LIMITS="off")
        owner = blog.staff("Ada", "owner")
        blog.publish(owner)
        blog.say("/2026/10/the-second-kettle.html")
        statuses = run(blog, [blog.visitor(), owner, owner], arguments.requests, arguments.seed)
        blog.close()
    print(f"{sum(statuses.values())} requests, answered: {dict(sorted(statuses.items()))}")


if __name__ == "__main__":
    main()
