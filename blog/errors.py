"""What every room's own errors have in common: the docstring is the sentence the visitor reads."""

from __future__ import annotations

from blog.languages.sentences import Sentence


class Refusal(Exception):
    """This cannot be done."""

    # Seconds after which it may be tried again, where that is known.
    retry_after: int | None = None

    @property
    def sentence(self) -> Sentence:
        return Sentence((type(self).__doc__ or "").strip())
