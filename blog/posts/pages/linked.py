"""What a post's page says to machines: schema.org's words for the post and for what readers wrote first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from blog.comments.nodes import Node
from blog.comments.threads import Thread
from blog.markup.stored import stored
from blog.markup.text import excerpt, plain
from blog.posts.pages.views import Author, PostPage
from blog.site.settings import SiteSettings

# Enough to show what is talked about; who wants all follows the feed.
COMMENTS, CHARACTERS = 5, 300


@dataclass(frozen=True)
class LinkedPost:
    """A BlogPosting with the number of its comments and the first of them; without, where readers do not see them."""

    page: PostPage
    site: SiteSettings
    site_url: str
    thread: Thread | None
    # The path of the picture that stands for it elsewhere; "" for none.
    image: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """All that it says, so that nothing is arranged and written anew while that stands."""
        page, thread = self.page, self.thread
        said = (
            page.title,
            page.path,
            page.published_at,
            page.changed_at,
            page.excerpt,
            tuple(page.tags),
            page.language,
        )
        signed = (page.authors, page.byline_shown)
        return said, self.image, signed, self.site, self.site_url, thread and (thread.count, thread.key)

    @property
    def data(self) -> dict[str, Any]:
        page, url = self.page, self.site_url + self.page.path
        made: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "BlogPosting" if page.published_at is not None else "WebPage",
            "headline": page.title,
            "url": url,
            "mainEntityOfPage": url,
            "inLanguage": page.language or self.site.language,
            "publisher": {"@type": "Organization", "name": self.site.title, "url": f"{self.site_url}/"},
        }
        if page.excerpt:
            made["description"] = page.excerpt
        if page.tags:
            made["keywords"] = [name for name, _ in page.tags]
        if page.published_at is not None:
            made["datePublished"] = page.published_at.isoformat()
        made["dateModified"] = page.changed_at.isoformat()
        if self.image:
            made["image"] = self.site_url + self.image
        if page.byline_shown:
            made["author"] = [_author(one, self.site_url) for one in page.authors]
        if self.thread is not None:
            made["commentCount"] = self.thread.count
            made["comment"] = [_comment(node, url) for node in islice(_said(self.thread.nodes), COMMENTS)]
        return made


def _author(one: Author, site_url: str) -> dict[str, Any]:
    made = {"@type": "Person", "name": one.name}
    return {**made, "url": site_url + one.path} if one.path else made


def _said(nodes: list[Node]) -> Iterator[Node]:
    """Comments in the order of the page, without the stones."""
    for node in nodes:
        if not node.gone:
            yield node
        yield from _said(node.children)


def _comment(node: Node, url: str) -> dict[str, Any]:
    made = {
        "@type": "Comment",
        "url": f"{url}#comment-{node.id}",
        "author": {"@type": "Person", "name": node.name},
        "dateCreated": node.at.isoformat(),
        "text": excerpt(plain(stored(node.html)), CHARACTERS),
    }
    return {**made, "dateModified": node.edited_at.isoformat()} if node.edited_at is not None else made
