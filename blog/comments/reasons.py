"""The reasons a comment may be turned down for: a short list that everybody can read beforehand."""

from __future__ import annotations

from blog.languages.sentences import Sentence, say

# As a decision stores it, and as its writer reads it.
REASONS: dict[str, Sentence] = {
    "off topic": say("It is about something else than the post."),
    "insult": say("It attacks a person instead of what was said."),
    "private": say("It tells something private about somebody."),
    "advertising": say("It advertises something."),
    "repeated": say("The same has been said here already."),
    "unclear": say("It cannot be understood."),
    "unlawful": say("It may break the law."),
}
# Why a policy has let a comment through, as the log has it and as its writer reads it.
PASSED_TRUSTED, PASSED_SCORED = "policy: trusted", "policy: nothing found"
PASSED: dict[str, Sentence] = {
    PASSED_TRUSTED: say("Its writer is trusted here, so it did not have to wait."),
    PASSED_SCORED: say("Nothing spoke against it, so it did not have to wait."),
}


def reason_words(reason: str) -> Sentence | str:
    """What the writer reads; a reason that is not on the list is in a moderator's own words."""
    return REASONS.get(reason, PASSED.get(reason, reason))
