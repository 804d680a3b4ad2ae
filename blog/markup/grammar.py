"""The allow-lists: what readers may use in a comment, what authors may use in a post, and what few may beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from blog.markup.addresses import is_absolute, is_mailto, is_relative
from blog.markup.limits import COMMENT_DEPTH, COMMENT_TAG_COUNT, POST_DEPTH, POST_TAG_COUNT

Rule = Callable[[str], bool]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Grammar:
    """What may stand in a text: tags, the rule for each attribute, how deep, and how many tags."""

    tags: frozenset[str]
    attributes: Mapping[str, Mapping[str, Rule]]
    depth: int
    tag_count: int
    # What the gate adds to every link: (name, value) in the order they are written.
    link_attributes: tuple[tuple[str, str], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    # What may stand on every tag, beside its own attributes.
    anywhere: Mapping[str, Rule] = field(default_factory=dict)

    def allows(self, tag: str, name: str, value: str) -> bool:
        """Whether this attribute with this (unescaped) value may stand on this tag."""
        rules = self.attributes.get(tag, {}).get(name), self.anywhere.get(name)
        return any(rule is not None and rule(value) for rule in rules)


def matches(pattern: str) -> Rule:
    compiled = re.compile(pattern)
    return lambda value: bool(compiled.fullmatch(value))


def leads_out(address: str) -> bool:
    return is_absolute(address) or is_mailto(address)


def leads_anywhere(address: str) -> bool:
    return leads_out(address) or is_relative(address)


def shows_picture(address: str) -> bool:
    return is_absolute(address) or is_relative(address)


VOID = words("br hr img wbr col source track")
# Seen without a word in them, though they have an end.
SEEN = words("iframe video audio meter progress")
BLOCKS = words(
    "p pre blockquote hr ul ol li h2 h3 h4 h5 h6 table thead tbody tfoot tr th td caption colgroup col "
    "figure figcaption dl dt dd details summary div section "
    "address article aside footer header main nav"
)
COMMENT_TAGS = words("a b strong em i u s del code pre blockquote p br hr ul ol li span")
POST_TAGS = COMMENT_TAGS | words(
    "h2 h3 h4 h5 h6 table thead tbody tfoot tr th td caption colgroup col figure figcaption img "
    "sup sub dl dt dd abbr details summary div section cite q kbd samp var small mark ins time wbr ruby rt rp"
)

NUMBER = matches(r"[1-9]\d{0,4}")
WORDS = matches(r"[^\x00-\x08\x0b-\x1f]{0,1000}")
ALIGNED = matches("left|center|right")
# Only ids that the footnotes were given by us: they begin with a name of our own, so that an author's HTML can
# neither take the id of a comment nor shadow a name that a script asks for.
FOOTNOTE_ID = matches(r"fn(?:ref)?-[0-9a-f]{8}-\d{1,4}(?::\d{1,4})?")
CELL: Mapping[str, Rule] = {
    "class": ALIGNED, "colspan": NUMBER, "rowspan": NUMBER, "scope": matches("row|col|rowgroup|colgroup"),
}  # fmt: skip

COMMENT = Grammar(
    tags=COMMENT_TAGS,
    attributes={"a": {"href": leads_out}},
    depth=COMMENT_DEPTH,
    tag_count=COMMENT_TAG_COUNT,
    link_attributes=(("rel", "nofollow ugc noopener"),),
    renamed={"strike": "s", "ins": "u"},
)
POST = Grammar(
    tags=POST_TAGS,
    attributes={
        "a": {"href": leads_anywhere, "title": WORDS, "class": matches("footnote-backref"), "id": FOOTNOTE_ID},
        "img": {"src": shows_picture, "alt": WORDS, "title": WORDS, "width": NUMBER, "height": NUMBER},
        "abbr": {"title": WORDS},
        "td": CELL,
        "th": CELL,
        "col": {"span": NUMBER},
        "colgroup": {"span": NUMBER},
        "ol": {"start": matches(r"-?\d{1,9}"), "reversed": WORDS, "class": matches("footnotes-list")},
        "li": {"value": matches(r"-?\d{1,9}"), "class": matches("footnote-item"), "id": FOOTNOTE_ID},
        "time": {"datetime": matches(r"[0-9TZ:.+ -]{4,40}")},
        "details": {"open": WORDS},
        "code": {"class": matches(r"language-[a-z0-9+#-]{1,30}")},
        "span": {"class": matches("dateline")},
        "div": {"class": matches("byline")},
        "p": {"class": matches("more")},
        "hr": {"class": matches("footnotes-sep")},
        "section": {"class": matches("footnotes")},
        "sup": {"class": matches("footnote-ref")},
    },
    depth=POST_DEPTH,
    tag_count=POST_TAG_COUNT,
    renamed={"h1": "h2", "strike": "s", "acronym": "abbr", "tt": "code", "center": "div"},
)
# For whom the owner trusts with it. What could act for whoever reads (scripts, forms and their fields, ids and names
# that our own pages ask for) is in no list: a form in a post could change the roles of this very blog.
UNFILTERED = Grammar(
    tags=POST_TAGS
    | words("iframe video audio source track picture address article aside footer header main nav")
    | words("font big bdi bdo dfn data meter progress"),
    attributes={
        **POST.attributes,
        "iframe": {"src": shows_picture, "allow": WORDS, "allowfullscreen": WORDS, "frameborder": WORDS},
        "video": {"src": shows_picture, "poster": shows_picture},
        "audio": {"src": shows_picture},
        "source": {"src": shows_picture, "type": WORDS, "media": WORDS},
        "track": {"src": shows_picture, "kind": WORDS, "srclang": WORDS, "label": WORDS},
    },
    anywhere=dict.fromkeys(
        words(
            "class style title lang dir align valign width height color bgcolor face size border cellpadding "
            "cellspacing hspace vspace nowrap controls loop muted preload loading value min max low high optimum cite"
        ),
        WORDS,
    ),
    depth=POST_DEPTH,
    tag_count=POST_TAG_COUNT,
    renamed=POST.renamed,
)
