"""In which language a person is written to, and the letter itself."""

from __future__ import annotations

from datetime import datetime
from gettext import NullTranslations
from typing import Protocol

from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.languages.catalog import translate, translations
from blog.languages.sentences import Sentence
from blog.mail.sending import write_letter
from blog.site.settings import read_site


class Speaker(Protocol):
    """An account, or what was read of one."""

    @property
    def language(self) -> str | None: ...


def catalogue_for(db: Session, account: Speaker | None = None) -> NullTranslations:
    """The words for a letter: in the language a person of the staff has chosen for the desk, or in the site's."""
    return translations((account.language if account is not None else None) or read_site(db).language)


def write_to(
    db: Session,
    account: Account,
    subject: Sentence,
    words: Sentence,
    now: datetime,
    to: str | None = None,
    about: str | None = None,
) -> None:
    """Put a letter into the outbox, in the language of its person. to: another address than theirs."""
    catalogue = catalogue_for(db, account)
    write_letter(db, to or account.email, translate(subject, catalogue), translate(words, catalogue), now, about=about)
