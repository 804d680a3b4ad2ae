"""What a person of the staff says of themselves: the name they sign with, a few lines, and a website."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.accounts.models import Account
from blog.accounts.people import NameTaken, is_like_another
from blog.database.versions import move_versions
from blog.languages.sentences import Number, Sentence, say
from blog.markup.comments import Rendering, Unreadable, is_blank, normalize, render
from blog.markup.names import NotAWebsite, clean_name, website

LONGEST_NAME = 80
LONGEST_BIO = 2_000


class Fields(Protocol):
    def get(self, name: str) -> str: ...


@dataclass
class ProfileForm:
    """As typed, what it means, and what stands in the way (field → sentence)."""

    name: str = ""
    bio: str = ""
    website: str = ""
    clean_name: str = ""
    address: str | None = None
    rendering: Rendering | None = None
    complaints: dict[str, Sentence] = field(default_factory=dict)

    @classmethod
    def of(cls, account: Account) -> ProfileForm:
        return cls(account.name, account.bio, account.website or "")

    @classmethod
    def read(cls, fields: Fields) -> ProfileForm:
        form = cls(fields.get("name"), fields.get("bio").replace("\r\n", "\n"), fields.get("website"))
        form._read_name()
        form._read_bio()
        try:
            form.address = website(form.website)
        except NotAWebsite as error:
            form.complaints["website"] = Sentence((error.__doc__ or "").strip())
        return form

    def _read_name(self) -> None:
        try:
            self.clean_name = clean_name(self.name)
        except Unreadable:
            self.clean_name = ""
        if not self.clean_name or len(self.clean_name) > LONGEST_NAME:
            self.complaints["name"] = say("Sign with a name of at most %(most)s characters.", most=LONGEST_NAME)

    def _read_bio(self) -> None:
        try:
            self.bio = normalize(self.bio)
        except Unreadable:
            self.bio = ""
            self.complaints["bio"] = say("This holds characters that cannot be stored.")
            return
        if len(self.bio) > LONGEST_BIO:
            self.complaints["bio"] = say(
                "These are %(length)s characters; up to %(most)s fit.",
                length=Number(len(self.bio)),
                most=Number(LONGEST_BIO),
            )
        elif not is_blank(self.bio):
            self.rendering = render(self.bio)


def change_profile(db: Session, account: Account, form: ProfileForm, now: datetime) -> None:
    """Only where nothing was complained of. Their page's address stays what it was: what links there stays true.

    Raises NameTaken.
    """
    html = str(form.rendering.html) if form.rendering is not None else ""
    # As it is now: somebody may just be giving them another role.
    mine = db.scalars(select(Account).where(Account.id == account.id).with_for_update()).one()
    wanted = (form.clean_name, form.bio if html else "", html, form.address)
    if wanted == (mine.name, mine.bio, mine.bio_html, mine.website):
        return
    if form.clean_name != mine.name and is_like_another(db, form.clean_name, mine.id):
        raise NameTaken
    mine.name, mine.bio, mine.bio_html, mine.website = wanted
    db.flush()
    # The name stands under every post of theirs, and every post's page depends on this.
    move_versions(db, ["posts"], now)


def render_anew(db: Session, now: datetime) -> int:
    """Bring what stands on people's pages to this program's rules for markup; how many of them look different."""
    different = 0
    for account in db.scalars(select(Account).where(Account.bio != "")):
        html = str(render(account.bio).html)
        different += html != account.bio_html
        account.bio_html = html
    if different:
        db.flush()
        move_versions(db, ["posts"], now)
    return different
