"""Which words of a piece of code are what: keywords, strings, comments, for the style sheet to colour.

It is loaded late: most posts hold no code. What it reads is bounded by its size and by the languages it knows, never by
a clock, so that the preview and what is published are the same bytes. tests/markup/test_colouring.py measures each of
the languages with hostile code.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.token import Token  # type: ignore[import-untyped]

# What writers call a language → what the library calls it. Its other lexers are not asked: some of them take minutes
# for a page that was made for it.
LANGUAGES = {
    "bash": "bash", "c": "c", "c++": "cpp", "cpp": "cpp", "c#": "csharp", "cs": "csharp", "csharp": "csharp",
    "css": "css", "diff": "diff", "patch": "diff", "docker": "docker", "dockerfile": "docker", "go": "go",
    "golang": "go", "html": "html", "ini": "ini", "java": "java", "javascript": "javascript", "js": "javascript",
    "json": "json", "kotlin": "kotlin", "lua": "lua", "make": "make", "makefile": "make", "php": "php", "py": "python",
    "python": "python", "python3": "python", "rb": "ruby", "ruby": "ruby", "rs": "rust", "rust": "rust",
    "scss": "scss", "sh": "bash", "shell": "bash", "sql": "sql", "swift": "swift", "toml": "toml", "ts": "typescript",
    "typescript": "typescript", "xml": "xml", "yaml": "yaml", "yml": "yaml", "zsh": "bash",
}  # fmt: skip
# These look back over whole pages for the beginning of a function: twice the page takes four times the time.
LOOKING_BACK = frozenset(("c", "cpp", "csharp", "java"))
MOST_LOOKED_BACK = 2_000
# Longer code, and lines that no person wrote, stay plain.
MOST_CHARACTERS = 6_000
LONGEST_LINE = 1_000
# Of token kinds, the first that holds one says how it looks; kinds that are none of these stay plain.
LOOKS = (
    (Token.Comment, "c"),
    (Token.Keyword, "k"),
    (Token.Operator.Word, "k"),
    (Token.Literal.String, "s"),
    (Token.Literal.Number, "m"),
    (Token.Name.Function, "f"),
    (Token.Name.Class, "f"),
    (Token.Name.Tag, "k"),
    (Token.Name.Attribute, "f"),
    (Token.Name.Decorator, "f"),
    (Token.Generic.Heading, "f"),
    (Token.Generic.Subheading, "f"),
    (Token.Generic.Inserted, "i"),
    (Token.Generic.Deleted, "d"),
)

Piece = tuple[str, str]


def weight(language: str, code: str) -> int:
    """How much of what is granted to a post this piece takes."""
    return len(code) * (10 if LANGUAGES.get(language) in LOOKING_BACK else 1)


@lru_cache(maxsize=32)
def pieces(language: str, code: str) -> tuple[Piece, ...] | None:
    """(look, text) of every piece, "" for a plain one; the texts make up the code again. None: it stays plain."""
    name = LANGUAGES.get(language)
    if name is None or not is_moderate(name, code):
        return None
    found = tuple(joined(get_lexer_by_name(name, stripnl=False, ensurenl=False), code))
    if len(found) < 2 or "".join(text for _, text in found) != code:
        return None
    return found


def is_moderate(name: str, code: str) -> bool:
    most = MOST_LOOKED_BACK if name in LOOKING_BACK else MOST_CHARACTERS
    return len(code) <= most and all(len(line) <= LONGEST_LINE for line in code.split("\n"))


def joined(lexer: Lexer, code: str) -> Iterator[Piece]:
    """Neighbours that look alike in one; white space looks like what stands before it."""
    look, text = "", ""
    for kind, value in lexer.get_tokens(code):
        this = look if value.isspace() else look_of(kind)
        if this != look and text:
            yield look, text
            text = ""
        look, text = this, text + value
    if text:
        yield look, text


@lru_cache(maxsize=512)
def look_of(kind: object) -> str:
    return next((look for known, look in LOOKS if kind in known), "")
