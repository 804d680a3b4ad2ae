"""Pictures in stored HTML: which ones it names, what a browser is told of each, and whole addresses for feeds.

All of it works on what the gate has written: there no value of an attribute holds a quote, `<` or `>`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

NAMED = re.compile(r"/media/([0-9a-f]{32}\.(?:png|jpg|gif|webp|avif))(?![\w.-])")
# Whole values of attributes, so that words about an address stay words.
TAG = re.compile(r"<(img|a)( [^<>]*)>")
VALUE = re.compile(r' (src|href)="(/media/[0-9a-f]{32}\.[a-z]{3,4})"')
ANY_TAG = re.compile(r"<[a-z][a-z0-9]*(?: [^<>]*)>")
LEADING = re.compile(r' (src|href)="/(?!/)')
# What begins with this is ours: no author's HTML holds these attributes.
OWN = ' loading="lazy" decoding="async"'
# The column of words, as static/style/page.css has it.
COLUMN, COLUMN_PIXELS = "(max-width: 48rem) calc(100vw - 2.5rem), 38rem", 608
GIVEN = re.compile(r' width="(\d{1,5})"')
FORM = re.compile(r' (?:width|height)="\d+"')
FORMED = re.compile(r' (?:width|height)="')


@dataclass(frozen=True)
class Drawn:
    """A kept picture as pages show it. path: where it lies; width, height: in pixels, 0 if unknown; sizes: the widths
    it can be had in and where, itself among them, or none."""

    path: str
    width: int = 0
    height: int = 0
    sizes: tuple[tuple[int, str], ...] = ()

    @property
    def srcset(self) -> str:
        return ", ".join(f"{path} {width}w" for width, path in self.sizes)

    def small(self, width: int) -> str:
        """Where the smallest copy lies that is at least so wide."""
        return next((path for known, path in self.sizes if known >= width), self.path)


def names_in(html: str) -> list[str]:
    """The kept pictures that a text names, each once."""
    return list(dict.fromkeys(NAMED.findall(html))) if "/media/" in html else []


def dress(html: str, pictures: Mapping[str, Drawn]) -> str:
    """Tell browsers of each picture how large it is, in which sizes it can be had, and that it can wait.

    pictures: by the names that the text uses; one whose name has changed gets its new one. Doing it again with other
    pictures undoes what was told before.
    """
    if "/media/" not in html:
        return html
    return TAG.sub(lambda tag: _dressed(tag[1], tag[2], pictures), html)


def _dressed(tag: str, attributes: str, pictures: Mapping[str, Drawn]) -> str:
    plain, found = attributes.partition(OWN)[0], VALUE.search(attributes)
    drawn = pictures.get(found[2].removeprefix("/media/")) if found is not None else None
    if found is None or drawn is None:
        return f"<{tag}{plain if found is not None else attributes}>"
    plain = plain.replace(f'"{found[2]}"', f'"{drawn.path}"', 1)
    return f"<{tag}{plain}{_told(plain, drawn) if tag == 'img' else ''}>"


def _told(plain: str, drawn: Drawn) -> str:
    told = OWN
    if drawn.sizes:
        given = GIVEN.search(plain)
        narrow = given is not None and int(given[1]) < COLUMN_PIXELS
        told += f' srcset="{drawn.srcset}" sizes="{f"{given[1]}px" if given and narrow else COLUMN}"'
    if drawn.width and not FORMED.search(plain):
        told += f' width="{drawn.width}" height="{drawn.height}"'
    return told


def with_whole_addresses(html: str, origin: str) -> str:
    """For readers who see it elsewhere: addresses of this blog in whole, and nothing that only fits its own pages."""
    begun = escape(origin)

    def whole(tag: re.Match[str]) -> str:
        return LEADING.sub(lambda found: f' {found[1]}="{begun}/', _without(tag[0]))

    return ANY_TAG.sub(whole, html)


def _without(tag: str) -> str:
    plain, own, rest = tag.partition(OWN)
    return f"{plain}{''.join(FORM.findall(rest))}>" if own else tag
