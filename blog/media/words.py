"""What people are told of files that are not kept."""

from __future__ import annotations

from blog.languages.sentences import Sentence, say
from blog.media.flaws import Flaw

FLAWS: dict[Flaw, Sentence] = {
    Flaw.FORMAT: say("“%(name)s” is no PNG, JPEG, GIF, WebP or AVIF picture. SVG, HTML and PDF files are not taken."),
    Flaw.LARGE: say("“%(name)s” is larger than 64 MB."),
    Flaw.PIXELS: say("“%(name)s” has more than 50 million pixels. Make it smaller and send it again."),
    Flaw.BROKEN: say("“%(name)s” is broken: it cannot be opened as a picture."),
}
NOTHING = say("Choose a picture first.")


def refusal_of(flaw: Flaw, name: str) -> Sentence:
    return say(FLAWS[flaw].text, name=name[:80])
