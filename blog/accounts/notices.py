"""Letters to a person when something of how they sign in has changed: whoever did it, the person learns of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from blog.accounts.agents import name_browser
from blog.accounts.models import Account
from blog.accounts.speaking import write_to
from blog.languages.sentences import Sentence, say

CHANGED = say("Your password was changed")
PASSKEY_ADDED = say("A passkey was added to your account")
PASSKEY_REMOVED = say("A passkey was removed from your account")
SECOND_STEP_ON = say("Codes are asked for when you sign in")
SECOND_STEP_OFF = say("Codes are no longer asked for when you sign in")
RECOVERY_CODES = say("You have new recovery codes")
RECOVERY_USED = say("A recovery code was used to sign in as you")

LETTER = say("""\
%(what)s.

When: %(when)s UTC
From: %(browser)s
Blog: %(url)s

If that was you, nothing needs to be done. If it was not, somebody else has been
in your account: choose a new password at %(url)s/sign-in/forgotten, sign out
everywhere else under %(url)s/desk/you/signing-in, and tell the owner of
the blog.
""")


def tell(db: Session, account: Account, what: Sentence, agent: str, now: datetime, site_url: str) -> None:
    """Write to the person that `what` (one of the sentences above, without its stop) has happened."""
    when = f"{now:%Y-%m-%d %H:%M}"
    words = say(LETTER.text, what=what, when=when, browser=name_browser(agent), url=site_url)
    write_to(db, account, what, words, now)
