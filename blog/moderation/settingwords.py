"""What the log says of a changed setting, in the words of the page on which it is changed."""

from __future__ import annotations

from blog.languages.sentences import Figure, Sentence, say

SETTING_WORDS: dict[str, Sentence] = {
    "title": say("Title of the blog"),
    "tagline": say("Line under the title"),
    "language": say("Language"),
    "time_zone": say("Time zone"),
    "look": say("Look"),
    "accent": say("Accent colour"),
    "permalinks": say("Address of a new post"),
    "posts_a_page": say("Posts on a page"),
    "comments_rule": say("What holds for a post that says nothing itself"),
    "comments_after_days": say("After so many days"),
    "comments_after_rule": say("Comments are then"),
    "waits": say("Who waits for a moderator"),
    "trust_after": say("Approved comments that earn trust"),
    "wait_from": say("Points that make it wait"),
    "anonymous": say("Readers may leave their name empty"),
    "faces": say("A small pattern stands beside each name"),
    "edit_hours": say("Hours that a writer may change a comment"),
    "house_rules": say("House rules"),
    "report_threshold": say("Tell the moderators when so many people have reported a comment"),
    "bulk_size": say("Decide on so many comments at once"),
    "escalation_hours": say("Tell the staff when somebody has waited so many hours"),
    "spam_days": say("Days that spam is kept"),
    "deleted_days": say("Days that deleted comments are kept"),
    "network_days": say("Days that the code of a network is kept"),
    "backup_days": say("Days that nightly backups are kept"),
    "security_contact": say("Whom to tell of a security hole"),
    "websub_hub": say("WebSub hub"),
}
FIGURES = frozenset({"wait_from"})
SWITCHED = {"True": say("yes"), "False": say("no")}


def change_in_words(entry: str) -> Sentence | str:
    """What an entry keeps, `name: old → new`, for people; as it is where it says something else."""
    name, _, change = entry.partition(": ")
    old, _, new = change.partition(" → ")
    if name not in SETTING_WORDS or not new:
        return entry
    return say("%(what)s: %(old)s → %(new)s", what=SETTING_WORDS[name], old=_value(name, old), new=_value(name, new))


def _value(name: str, said: str) -> object:
    try:
        return Figure(said) if name in FIGURES else SWITCHED.get(said, said)
    except ValueError:
        return said
