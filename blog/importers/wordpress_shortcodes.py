"""WordPress's shortcodes, such as `[caption]` and `[gallery]`, as HTML that says the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from blog.markup.grammar import words

OPENING = re.compile(r"<(pre|script|style|textarea)\b|<!--|\[(\[?)([A-Za-z][\w-]{0,40})(?=[\s\]/=])", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([A-Za-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|([^\s"]+)""")
LONGEST_OPENING = 4_000
QUOTES = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'"})
PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)", re.IGNORECASE)

# What each of these shows, by its number or name there; "" where only a whole address says it.
FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "videopress": "https://videopress.com/v/{}",
    "ted": "https://www.ted.com/talks/view/id/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "scribd": "https://www.scribd.com/doc/{}",
    **dict.fromkeys(("embed", "audio", "video", "soundcloud", "instagram", "facebook", "spotify", "googlemaps"), ""),
    **dict.fromkeys(("flickr", "googlevideo", "slideshare", "bandcamp", "kickstarter", "pinterest", "tiktok"), ""),
}
ADDRESSES = ("url", "src", "mp4", "m4v", "webm", "ogv", "flv", "mp3", "m4a", "ogg", "wav", "video", "href")
# The word is the language, except for these.
ANY_CODE = frozenset({"code", "sourcecode", "source", "plain", "text", "highlight"})
CODES = ANY_CODE | words(
    "actionscript3 bash clojure coldfusion cpp csharp css delphi diff erlang fsharp go groovy html java "
    "javafx javascript js latex matlab objc perl php powershell python r ruby scala sh shell sql vb vbnet "
    "xml yaml"
)


@dataclass(frozen=True)
class Shortcode:
    """One as it was found. `places` are its attributes without a name; `inner` is None if it does not enclose."""

    name: str
    attributes: Mapping[str, str]
    places: tuple[str, ...]
    inner: str | None


@dataclass(frozen=True)
class Attached:
    """A picture that belongs to a post."""

    key: str
    address: str
    words: str


def spell_out(
    html: str, pictures: tuple[Attached, ...], changes: Counter[str], unknown: Counter[str] | None = None
) -> str:
    """Known shortcodes as HTML; all else stays as it stands, and what looks like one is counted by name."""
    work = _Work(html, pictures, changes, Counter() if unknown is None else unknown)
    return work.run()


class _Work:
    def __init__(self, html: str, pictures: tuple[Attached, ...], changes: Counter[str], unknown: Counter[str]) -> None:
        self._html, self._pictures, self._changes, self._unknown = html, pictures, changes, unknown
        self._lower = html.lower()
        self._out: list[str] = []
        # Ends that are not there are looked for once.
        self._endless: set[str] = set()

    def run(self) -> str:
        at = 0
        while found := OPENING.search(self._html, at):
            self._out.append(self._html[at : found.start()])
            at = self._take_bracket(found) if found[3] else self._skip(found)
        self._out.append(self._html[at:])
        return "".join(self._out)

    def _find(self, what: str, start: int) -> int:
        if what in self._endless:
            return -1
        at = self._lower.find(what, start)
        if at < 0:
            self._endless.add(what)
        return at

    def _skip(self, found: re.Match[str]) -> int:
        """What stands in these is not ours to read."""
        end = self._find(f"</{found[1].lower()}" if found[1] else "-->", found.end())
        stop = end if end >= 0 else found.end()
        self._out.append(self._html[found.start() : stop])
        return stop

    def _take_bracket(self, found: re.Match[str]) -> int:
        html, start = self._html, found.start()
        closing = html.find("]", found.end(), found.end() + LONGEST_OPENING)
        if closing < 0:
            self._out.append(found[0])
            return found.end()
        if found[2]:
            return self._take_escaped(found, closing)
        name = found[3].lower()
        written = html[found.end() : closing]
        end_at, inner, after = closing + 1, None, closing + 1
        if not written.endswith("/"):
            end = self._find(f"[/{name}]", end_at)
            if end >= 0 and _encloses(name):
                inner, after = html[end_at:end], end + len(name) + 3
        attributes, places = read_attributes(written.removesuffix("/"))
        said = self._say(Shortcode(name, attributes, places, inner))
        if said is None:
            if name not in CODES and (attributes or written.endswith("/") or self._find(f"[/{name}]", end_at) >= 0):
                self._unknown[name] += 1
                self._changes["unknown-shortcodes"] += 1
            self._out.append(html[start : closing + 1])
            return closing + 1
        self._changes["shortcodes"] += 1
        self._out.append(said)
        return after

    def _take_escaped(self, found: re.Match[str], closing: int) -> int:
        """`[[name]]` shows a shortcode instead of doing what it says."""
        html, name = self._html, found[3].lower()
        if html.startswith("]]", closing):
            self._out.append(html[found.start() + 1 : closing + 1])
            return closing + 2
        end = self._find(f"[/{name}]]", closing)
        stop = end + len(name) + 3 if end >= 0 else found.start() + 2
        self._out.append(escape_brackets(html[found.start() + 1 : stop]) if end >= 0 else "[[")
        return stop + 1 if end >= 0 else stop

    def _say(self, one: Shortcode) -> str | None:
        if one.name in ("caption", "wp_caption"):
            return say_caption(one, lambda inner: spell_out(inner, self._pictures, self._changes, self._unknown))
        if one.name in ("gallery", "slideshow", "playlist"):
            return self._say_gallery(one)
        if one.name in CODES:
            return say_code(one)
        if one.name in ("quote", "blockquote", "pullquote") and one.inner is not None:
            return f"<blockquote>{one.inner}</blockquote>"
        if one.name in FILMS:
            return say_film(one)
        return None

    def _say_gallery(self, one: Shortcode) -> str:
        wanted = [key for name in ("ids", "include") for key in re.findall(r"\d+", one.attributes.get(name, ""))]
        left = set(re.findall(r"\d+", one.attributes.get("exclude", "")))
        by_key = {picture.key: picture for picture in self._pictures}
        shown = [by_key[key] for key in wanted if key in by_key] if wanted else list(self._pictures)
        figures = [say_picture(picture) for picture in shown if picture.key not in left]
        if not figures:
            self._changes["empty-galleries"] += 1
        return "\n".join(figures)


def _encloses(name: str) -> bool:
    return name in CODES or name in FILMS or name in ("caption", "wp_caption", "quote", "blockquote", "pullquote")


def read_attributes(written: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """(attributes by their names in small letters, those without a name)."""
    named: dict[str, str] = {}
    places: list[str] = []
    for found in ATTRIBUTE.finditer(unescape(written).translate(QUOTES)):
        if found[1]:
            named[found[1].lower()] = next((value for value in found.group(2, 3, 4) if value is not None), "")
        else:
            places.append((found[5] if found[5] is not None else found[6]).strip("="))
    return named, tuple(place for place in places if place)


def say_caption(one: Shortcode, within: Callable[[str], str]) -> str | None:
    """A picture with its caption, which old versions kept in an attribute."""
    if one.inner is None:
        return None
    picture = PICTURE.match(one.inner)
    shown, words = (picture[1], one.inner[picture.end() :].strip()) if picture else (one.inner, "")
    words = words or one.attributes.get("caption", "").strip()
    caption = f"<figcaption>{within(words)}</figcaption>" if words else ""
    return f"<figure>{shown if picture else within(shown)}{caption}</figure>"


def say_picture(picture: Attached) -> str:
    return f'<figure><img src="{escape(picture.address)}" alt="{escape(picture.words)}"></figure>'


def say_code(one: Shortcode) -> str | None:
    if one.inner is None:
        return None
    language = one.attributes.get("language") or one.attributes.get("lang") or (one.places[0] if one.places else "")
    if one.name not in ANY_CODE:
        language = one.name
    # The editor kept the signs of code as entities, a file that was written elsewhere may not.
    code = unescape(one.inner) if re.search(r"&(?:lt|gt|amp|quot|#0?39);", one.inner) else one.inner
    known = f' class="language-{language.lower()}"' if re.fullmatch(r"[A-Za-z0-9+#-]{1,30}", language) else ""
    return f"<pre><code{known}>{escape_brackets(escape(code.strip(chr(10)), quote=False))}</code></pre>"


def say_film(one: Shortcode) -> str | None:
    """A frame, which becomes a link like every other frame."""
    named = [one.attributes[name] for name in ADDRESSES if name in one.attributes]
    numbered = [one.attributes[name] for name in ("id", "v") if name in one.attributes]
    for said in (*named, *one.places, unescape(one.inner or "").strip(), *numbered):
        address = f"https:{said}" if said.startswith("//") else said
        if re.match(r"https?://[^\s<>\"]+\Z", address):
            return f'<iframe src="{escape(address)}"></iframe>'
        if FILMS[one.name] and re.fullmatch(r"[\w-]{1,60}", said):
            return f'<iframe src="{FILMS[one.name].format(said)}"></iframe>'
    return None


def escape_brackets(html: str) -> str:
    """So that what is shown as it stands is not read again."""
    return html.replace("[", "&#91;")
