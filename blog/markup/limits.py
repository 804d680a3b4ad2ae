"""How much text the pipeline takes, and the errors that say what could not be taken."""

from __future__ import annotations

COMMENT_CHARACTERS = 8_000
EMAIL_CHARACTERS = 254
WEBSITE_CHARACTERS = 2_000

# Beyond these a comment is shown as it was typed, without formatting: nothing is refused and no word is lost,
# but a parser that is quadratic in its input never sees such a text.
RAW_TAGS = 200
BRACKETS = 500
ADDRESSES = 400
COMMENT_LINKS = 100
# A comment that comes from elsewhere as HTML may be this long and still be formatted.
IMPORTED_CHARACTERS = 64_000
# The same for a post: the Markdown parser looks back from every "://" and every "*" through its paragraph.
POST_ADDRESSES = 3_000
POST_STARS = 20_000

# How deep elements may stand in one another. Markdown counts a list and its item as two.
MARKDOWN_NESTING = 20
COMMENT_DEPTH = 32
POST_DEPTH = 60
COMMENT_TAG_COUNT = 1_600
POST_TAG_COUNT = 60_000
# Unfiltered HTML is cleaned twice, once as it is kept and once for feeds and the search; a tag takes a tenth of a
# millisecond, and somebody waits for it.
UNFILTERED_TAG_COUNT = 4_000


class Unreadable(ValueError):
    """This text holds characters that cannot be stored. Please paste it again as plain text."""


class TooManyTags(ValueError):
    """A text with unfiltered HTML may have up to 4,000 tags. Please divide it."""


class TooLong(ValueError):
    """A comment may have up to 8,000 characters. Please make yours a little shorter."""


class TooIntricate(ValueError):
    """Elements stand too deep in one another, or there are too many of them."""
