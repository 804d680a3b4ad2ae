"""Who may what: the one table of roles and capabilities."""

from __future__ import annotations

from enum import StrEnum

from blog.accounts.models import Account
from blog.languages.sentences import Sentence, say


class Capability(StrEnum):
    ENTER_DESK = "enter the desk"
    WRITE_DRAFTS = "write own drafts"
    PUBLISH_OWN = "publish, schedule and withdraw own posts"
    EDIT_ALL_POSTS = "edit and publish all posts, pages and tags"
    MODERATE_OWN = "decide on comments of own posts"
    MODERATE_ALL = "decide on every comment, with rules, bans and the log"
    RUN_SITE = "people, site settings, policy, import, export, privacy"


_WRITER = frozenset({Capability.ENTER_DESK, Capability.WRITE_DRAFTS})
_AUTHOR = _WRITER | {Capability.PUBLISH_OWN, Capability.MODERATE_OWN}
_MODERATOR = frozenset({Capability.ENTER_DESK, Capability.MODERATE_OWN, Capability.MODERATE_ALL})
_EDITOR = _AUTHOR | _MODERATOR | {Capability.EDIT_ALL_POSTS}

ROLES: dict[str, frozenset[Capability]] = {
    "contributor": _WRITER,
    "author": _AUTHOR,
    "moderator": _MODERATOR,
    "editor": _EDITOR,
    "owner": _EDITOR | {Capability.RUN_SITE},
}

ROLE_WORDS: dict[str, Sentence] = {
    "contributor": say("Contributor"),
    "author": say("Author"),
    "moderator": say("Moderator"),
    "editor": say("Editor"),
    "owner": say("Owner"),
}
# The capabilities' own values, as the desk says them in its language.
CAPABILITY_WORDS: dict[Capability, Sentence] = {
    Capability.ENTER_DESK: say("enter the desk"),
    Capability.WRITE_DRAFTS: say("write own drafts"),
    Capability.PUBLISH_OWN: say("publish, schedule and withdraw own posts"),
    Capability.EDIT_ALL_POSTS: say("edit and publish all posts, pages and tags"),
    Capability.MODERATE_OWN: say("decide on comments of own posts"),
    Capability.MODERATE_ALL: say("decide on every comment, with rules, bans and the log"),
    Capability.RUN_SITE: say("people, site settings, policy, import, export, privacy"),
}


def may(account: Account | None, capability: Capability) -> bool:
    """Whether this person may do that; nobody and a disabled account may nothing."""
    if account is None or account.disabled_at is not None:
        return False
    return capability in ROLES.get(account.role, frozenset())


def writes_unfiltered(account: Account | None) -> bool:
    """Whether an owner has given this person, beside their role, the HTML that is taken out of posts otherwise."""
    return account is not None and account.unfiltered and may(account, Capability.WRITE_DRAFTS)
