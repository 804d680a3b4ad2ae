"""Frames, films and players of other sites: where each leads, and what a link to it says."""

from __future__ import annotations

import re

from blog.importers.hosts import split
from blog.importers.tags import Tag
from blog.languages.sentences import Sentence, say

# What embeds, and the attribute with the address; `param` only speaks for the object around it.
ADDRESSES = {
    "iframe": ("src",),
    "frame": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "video": ("src",),
    "audio": ("src",),
    "source": ("src",),
    "param": ("value",),
}
YOUTUBE = re.compile(r"(?:youtube\.com|youtube-nocookie\.com)/(?:embed|v)/([\w-]{6,20})", re.IGNORECASE)
VIMEO = re.compile(r"player\.vimeo\.com/video/(\d{1,15})", re.IGNORECASE)


def is_embed(tag: Tag) -> bool:
    return tag.name in ADDRESSES


def embed_link(tag: Tag) -> tuple[str, Sentence] | None:
    """(address a person can open, words of the link); None if the tag has no http address."""
    if tag.name == "param" and tag.attributes.get("name", "").lower() not in ("movie", "src", "data"):
        return None
    for name in ADDRESSES[tag.name]:
        written = tag.attributes.get(name, "").strip()
        address = f"https:{written}" if written.startswith("//") else written
        parts = split(address)
        if parts is not None:
            return _for_people(address), _words(tag, parts[0])
    return None


def _for_people(address: str) -> str:
    if film := YOUTUBE.search(address):
        return f"https://www.youtube.com/watch?v={film[1]}"
    if film := VIMEO.search(address):
        return f"https://vimeo.com/{film[1]}"
    return address


def _words(tag: Tag, host: str) -> Sentence:
    title = tag.attributes.get("title", "").strip()
    host = host.removeprefix("www.")
    return say("%(title)s (on %(host)s)", title=title, host=host) if title else say("Open on %(host)s", host=host)
