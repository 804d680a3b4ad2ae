"""Sets imported HTML right: the old blog's litter goes, pictures and frames become what can be shown here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from blog.importers.embeds import embed_link, is_embed
from blog.importers.figures import set_figures
from blog.importers.hosts import own_path, split
from blog.importers.pictures import name_in
from blog.importers.tags import Tag, Token, tokens
from blog.languages.sentences import Sentence, say

BREAKS = re.compile(r"<(?:br|p|div)\b", re.IGNORECASE)
VIEWER = re.compile(r"/(s\d{1,5})-h/")
JUNK = re.compile(
    r"https?://(?:www\.|draft\.)?blogger\.com/(?:null|undefined)?#?|#|about:blank|javascript:.*", re.DOTALL
)
COMMENT_FORM = re.compile(r"https?://(?:www\.|draft\.)?blogger\.com/comment\.g\?.*?\bpostID=(\d{1,20})", re.IGNORECASE)
# By its number, as every WordPress answers; and where it keeps its pictures.
NUMBERED = re.compile(r"[^?]*/(?:index\.php)?\?(?:p|page_id)=(\d{1,20})(#.*)?")
UPLOADED = re.compile(r"/wp-content/(?:uploads|blogs\.dir)/|\.files\.wordpress\.com/", re.IGNORECASE)
GOOGLE = re.compile(r"(?:.*\.)?(?:bp\.blogspot\.com|googleusercontent\.com|ggpht\.com|blogger\.com)", re.IGNORECASE)
# A line end beside one of these starts a new line already.
BLOCKS = frozenset(
    {"ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "td", "th", "blockquote", "hr", "pre", "h1"}
    | {
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figure",
        "figcaption",
        "center",
        "section",
        "article",
        "script",
        "style",
        "iframe",
    }
)
DROPPED = {"script": "scripts", "style": "styles", "title": "document-heads", "meta": "document-heads"}
JUMP_BREAK = "<!--more-->"

# A body and what else its source said of it → HTML, with its changes counted.
Shown = Callable[[str, Mapping[str, Any], Counter[str]], str]


def _none(_: str) -> None:
    return None


@dataclass(frozen=True)
class Surroundings:
    """What a body cannot know by itself.

    hosts: the old blog's own. picture: the local address of a picture's old one, or None if it is not here.
    post_path: the path of the post with this number, or None. speak: translates what stands in a body for good.
    shown: what the program that the body was written with made of it, or None if it showed it as it stands.
    """

    hosts: tuple[str, ...] = ()
    picture: Callable[[str], str | None] = _none
    post_path: Callable[[str], str | None] = _none
    speak: Callable[[Sentence], str] = str
    shown: Shown | None = None


@dataclass(frozen=True)
class Body:
    """The HTML to be cleaned, how often each of CHANGES was made, and the old addresses of pictures: those that were
    found and those that were not."""

    html: str
    changes: Mapping[str, int]
    found: tuple[str, ...]
    missing: tuple[str, ...]


ALONE = Surroundings()
NOTHING: Mapping[str, Any] = {}


def set_right(raw: str, around: Surroundings = ALONE, kept: Mapping[str, Any] = NOTHING) -> Body:
    """The body of a post, page or comment as it is to be cleaned; `raw` itself is kept by the caller.

    kept: what else the source said. A pure function: once a missing picture is here, the same raw body gives the
    better one.
    """
    work = _Work(around)
    if around.shown is not None:
        pieces = list(tokens(around.shown(raw, kept, work.changes)))
    else:
        pieces = list(tokens(raw.replace("\r\n", "\n")))
        if not BREAKS.search(raw):
            pieces = work.break_lines(pieces)
    pieces = set_figures(pieces, work.changes)
    for piece in pieces:
        work.put(piece)
    changes = {name: num for name, num in work.changes.items() if num}
    return Body("".join(work.out), changes, tuple(dict.fromkeys(work.found)),
                tuple(dict.fromkeys(work.missing)))  # fmt: skip


class _Work:
    """One body under way: what is written so far, and which tags are left out together with their ends."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.changes: Counter[str] = Counter()
        self.out: list[str] = []
        self.found: list[str] = []
        self.missing: list[str] = []
        # For every open link whether its tag was written, and whether it leads anywhere; how many of those do. For
        # every open object whether its link was written.
        self._links: list[tuple[bool, bool]] = []
        self._leading = 0
        self._objects: list[bool] = []

    def break_lines(self, pieces: list[Token]) -> list[Token]:
        """A text without one break shows its line ends as breaks: so Blogger did with what was typed."""
        out: list[Token] = []
        preformatted = 0
        for number, piece in enumerate(pieces):
            if isinstance(piece, Tag):
                if piece.name == "pre":
                    preformatted += -1 if piece.is_end else 1
                out.append(piece)
                continue
            start, end = 0, len(piece)
            if number and _is_block(pieces[number - 1]):
                start = len(piece) - len(piece.lstrip("\n"))
            if number + 1 < len(pieces) and _is_block(pieces[number + 1]):
                end = max(start, len(piece.rstrip("\n")))
            lines = 0 if preformatted > 0 else piece.count("\n", start, end)
            self.changes["line-breaks"] += lines
            out.append(piece[:start] + piece[start:end].replace("\n", "<br>\n") + piece[end:] if lines else piece)
        return out

    def put(self, piece: Token) -> None:
        if isinstance(piece, str):
            self.out.append(piece)
        elif piece.name == "!--":
            self._put_comment(piece)
        elif piece.name in DROPPED:
            self.changes[DROPPED[piece.name]] += not piece.is_end
        elif piece.name == "o:p":
            self.changes["office-marks"] += not piece.is_end
        elif piece.name == "a":
            self._put_link_end(piece) if piece.is_end else self._put_link(piece)
        elif piece.name == "img" and not piece.is_end:
            self._put_picture(piece)
        elif is_embed(piece):
            self._put_embed(piece)
        else:
            self.out.append(piece.source)

    def _put_comment(self, comment: Tag) -> None:
        if comment.inner.strip().lower() == "more":
            self.changes["jump-breaks"] += 1
            self.out.append(JUMP_BREAK)
        else:
            self.out.append(comment.source)

    def _put_link(self, link: Tag) -> None:
        href = link.attributes.get("href")
        if href is None:
            is_break = link.attributes.get("name", "").lower() == "more"
            self.changes["jump-breaks"] += is_break
            self.out.append(JUMP_BREAK if is_break else link.source)
            self._links.append((not is_break, False))
            return
        target = self._target(href.strip())
        self._links.append((target is not None, target is not None))
        self._leading += target is not None
        if target == href:
            self.out.append(link.source)
        elif target is not None:
            title = link.attributes.get("title")
            self.out.append(link.with_attributes(href=target, **({"title": title} if title else {})).source)

    def _put_link_end(self, end: Tag) -> None:
        is_written, leads = self._links.pop() if self._links else (True, False)
        self._leading -= leads
        if is_written:
            self.out.append(end.source)

    def _target(self, href: str) -> str | None:
        """Where a link leads from now on; None if it leads nowhere."""
        if form := COMMENT_FORM.match(href):
            path = self.around.post_path(form[1])
            self.changes["comment-form-links"] += path is not None
            return f"{path}#comment-form" if path else href
        if JUNK.fullmatch(href):
            self.changes["junk-links"] += 1
            return None
        parts = split(href)
        is_uploaded = UPLOADED.search(href) is not None
        if parts and (is_uploaded or GOOGLE.fullmatch(parts[0])):
            local = self.around.picture(href)
            if local is not None:
                self.found.append(href)
                return local
            if VIEWER.search(href):
                self.changes["viewer-links"] += 1
                return VIEWER.sub(r"/\1/", href)
        path = None if is_uploaded else own_path(href, self.around.hosts)
        self.changes["own-links"] += path is not None
        if path and (numbered := NUMBERED.fullmatch(path)) and (known := self.around.post_path(numbered[1])):
            return known + (numbered[2] or "")
        return path or href

    def _put_picture(self, picture: Tag) -> None:
        source = picture.attributes.get("src", "").strip()
        if picture.attributes.get("width") in ("0", "1") and picture.attributes.get("height") in ("0", "1"):
            self.changes["tracking-pixels"] += 1
            return
        if source.startswith("/wp-content/") and self.around.hosts:
            source = f"http://{self.around.hosts[0]}{source}"
        local = self.around.picture(source) if source else None
        if local is not None:
            self.found.append(source)
            self.changes["local-pictures"] += 1
            kept = {name: value for name in ("width", "height", "title") if (value := picture.attributes.get(name))}
            self.out.append(picture.with_attributes(src=local, alt=picture.attributes.get("alt", ""), **kept).source)
        elif source.startswith(("/", "#")) and not source.startswith("//"):
            self.out.append(picture.source)
        else:
            self._put_placeholder(picture, f"https:{source}" if source.startswith("//") else source)

    def _put_placeholder(self, picture: Tag, source: str) -> None:
        self.changes["missing-pictures"] += 1
        name = picture.attributes.get("alt", "").strip() or name_in(source)
        spoken = self.around.speak(say("Picture: %(name)s", name=name) if name else say("Picture"))
        if split(source) is None:
            self.out.append(escape(f"[{spoken}]"))
            return
        self.missing.append(source)
        self._put_words(f"[{spoken}]", source)

    def _put_words(self, words: str, address: str) -> None:
        """A link; inside another link, which already leads to the whole picture, only its words."""
        if self._leading:
            self.out.append(escape(words))
        else:
            self.out.append(f'<a href="{escape(address)}">{escape(words)}</a>')

    def _put_embed(self, tag: Tag) -> None:
        is_outer = tag.name in ("object", "video", "audio")
        if tag.is_end:
            if is_outer and self._objects and not self._objects.pop():
                self.changes["lost-embeds"] += 1
            return
        link = embed_link(tag)
        if is_outer:
            self._objects.append(False)
        if link is None:
            self.changes["lost-embeds"] += tag.name in ("iframe", "frame") or (
                tag.name == "embed" and not self._objects
            )
        elif not (self._objects and self._objects[-1]):
            self.changes["embeds"] += 1
            address, title = link
            self._put_words(self.around.speak(title), address)
            if self._objects:
                self._objects[-1] = True


def _is_block(piece: Token) -> bool:
    return isinstance(piece, Tag) and piece.name in BLOCKS
