"""Gathers what a reader and the owner can reach: each page once, with its links, ids, forms and what it loads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.cast.site import Browser, Page

MOST = 1500
# Of addresses that differ only in which comment they speak of, a blog with a long thread has hundreds.
WHICH = re.compile(r"(?<=[/=])[a-z0-9]{10}(?=$|[?&#])")
# What a browser fetches by itself, other than what a person follows.
LOADED = {("img", "src"), ("script", "src"), ("source", "src"), ("video", "src"), ("audio", "src"), ("iframe", "src")}
LOADED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"}


class Seen(HTMLParser):
    """What one page points at."""

    def __init__(self, path: str, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.path, self.status, self.text, self.headers = path, status, text, headers
        self.is_page = headers.get("content-type", "").startswith("text/html")
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.forms: list[tuple[str, str]] = []
        self._form = ("get", "")
        if self.is_page:
            self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name == "id" or tag == "a" if name in given}
        if tag in ("a", "link", "area") and "href" in given:
            loads = tag == "link" and LOADED_RELATIONS & set(given.get("rel", "").split())
            (self.loaded if loads else self.links).append(given["href"])
        self.loaded += [given[name] for element, name in LOADED if element == tag and name in given]
        self.loaded += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
        if tag == "form":
            self._form = (given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self._form)
        if "formaction" in given:
            self.forms.append((given.get("formmethod", self._form[0]).lower(), given["formaction"]))


@dataclass
class Gathered:
    """Everything one person was shown, by its address."""

    url: str
    answers: dict[str, Seen] = field(default_factory=dict)
    public: dict[str, Seen] = field(default_factory=dict)  # What somebody else has gathered, and is the same for all.
    passed_over: set[str] = field(default_factory=set)

    def answer(self, path: str) -> Seen | None:
        return self.answers.get(path) or self.public.get(path)

    @property
    def pages(self) -> list[Seen]:
        return [seen for seen in self.answers.values() if seen.is_page]

    def own(self, seen: Seen, link: str) -> str | None:
        """The path that a link leads to on this blog, with its fragment; None when it leads elsewhere."""
        address = urlsplit(urljoin(f"{self.url}{seen.path}", link))
        if f"{address.scheme}://{address.netloc}" != self.url:
            return None
        return address._replace(scheme="", netloc="").geturl() or "/"

    def add(self, page: Page, path: str = "") -> Seen:
        path = path or page.path
        seen = Seen(path, page.status, page.html, page.headers)
        self.answers[path] = seen
        return seen

    def crawl(self, browser: Browser, starts: list[str], of_a_kind: int = MOST) -> None:
        """GET everything that can be reached from the starts by links, redirects and what pages load; of addresses
        that differ in the comment alone only so many."""
        waiting, kinds = list(starts), Counter[str]()
        while waiting:
            path = waiting.pop()
            if path in self.answers or (path in self.public and not path.startswith(("/desk", "/-/", "/sign"))):
                continue
            if (kind := WHICH.sub("", path)) != path:
                kinds[kind] += 1
                if kinds[kind] > of_a_kind:
                    self.passed_over.add(path)
                    continue
            assert len(self.answers) <= MOST, "the crawl has no end"
            page = browser.get(path)
            seen = self.add(page, path)
            for link in [*seen.links, *seen.loaded, *([page.location] if page.location else [])]:
                own = self.own(seen, link)
                if own is not None:
                    waiting.append(own.split("#")[0])
