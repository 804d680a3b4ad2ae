"""Which addresses are the old blog's own: one blog answers at several hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from blog.languages.sentences import say

HOST_UNKNOWN = say(
    "The archive does not say at which address the blog stood. Say it where the export is sent (or with --host), and "
    "links between its posts stay here."
)
BLOGSPOT = re.compile(r"([a-z0-9-]+)\.blogspot\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})")
# Before a blog had a host of its own, Blogger linked its posts below this.
PREVIEW = re.compile(r"/blogspot/([a-z0-9-]+)(/.*)", re.IGNORECASE | re.DOTALL)


def plain_host(host: str) -> str:
    """One name for all hosts of one blog: without www and port, blogspot of every country the same."""
    host = host.strip().lower().rstrip(".").removeprefix("www.")
    host = re.sub(r":\d+$", "", host)
    found = BLOGSPOT.fullmatch(host)
    return f"{found[1]}.blogspot.com" if found else host


def typed_host(typed: str) -> str:
    """The host in what someone typed, which may be a whole address; empty if there is none."""
    parts = split(typed if "://" in typed else f"http://{typed.strip()}")
    return parts[0] if parts else ""


def split(url: str) -> tuple[str, str] | None:
    """(host, path with query and fragment) of an http address, with Blogger's previews led back; else None."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    rest = parts.path or "/"
    if host.endswith("blogger.com") and (preview := PREVIEW.fullmatch(rest)):
        host, rest = f"{preview[1].lower()}.blogspot.com", preview[2]
    if parts.query:
        rest += f"?{parts.query}"
    if parts.fragment:
        rest += f"#{parts.fragment}"
    return host, rest


def own_path(url: str, hosts: Iterable[str]) -> str | None:
    """The path, query and fragment of an address of this blog; None for any other."""
    parts = split(url)
    if parts is None:
        return None
    own = {plain_host(host) for host in hosts}
    return parts[1] if plain_host(parts[0]) in own else None
