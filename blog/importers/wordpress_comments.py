"""Comments of a WordPress export: which kinds are comments at all, and what became of them there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from html import unescape

from blog.comments.models import Status
from blog.importers.shapes import Blog, Caution, Comment, Dropped, Kind, Person, Reason, Record, Times
from blog.importers.wordpress_channel import SOURCE, Channel
from blog.importers.wordpress_items import Items
from blog.importers.xml import Element
from blog.languages.sentences import say

# Only what is named here comes over: what editors and shops say among themselves is a comment there, too.
KINDS = {"": "comment", "comment": "comment", "pingback": "pingback", "trackback": "trackback"}
PRIVATE = frozenset({"note", "order_note", "action_log", "webhook_delivery", "wp_comment_note", "edd_payment_note"})
STATUSES = {
    "1": Status.APPROVED,
    "approve": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "hold": Status.PENDING,
    "unapproved": Status.PENDING,
    "": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.DELETED,
    "post-trashed": Status.DELETED,
}
NOBODYS = re.compile(r"https?://?\Z", re.IGNORECASE)


class Comments:
    """Turns the comments of one blog into records, and counts what is said of all of them at the end."""

    def __init__(self, blog: Blog, channel: Channel, items: Items) -> None:
        self._blog, self._channel, self._items = blog, channel, items
        self._left: Counter[str] = Counter()
        self._addresses = 0
        self._unresolved = 0

    def records(self, comment: Element, post_key: str, path: str | None) -> Iterator[Record]:
        """The comment, or why there is none. path: where its post stood, if that is known."""
        key, cautions = self._key(comment, post_key)
        kind = comment.words("wp:comment_type").lower()
        if kind not in KINDS:
            self._left[kind] += 1
            yield Dropped(Kind.COMMENTS, key, Reason.KIND_PRIVATE if kind in PRIVATE else Reason.UNKNOWN_KIND)
            return
        if comment.cut:
            yield Dropped(Kind.COMMENTS, key, Reason.TOO_LARGE)
            return
        yield from cautions
        yield from self._comment(comment, key, post_key, path)

    def _comment(self, comment: Element, key: str, post_key: str, path: str | None) -> Iterator[Record]:
        number, written = comment.words("wp:comment_id"), comment.words("wp:comment_approved").lower()
        status = STATUSES.get(written)
        if status is None:
            sentence = say("“%(status)s” is a status nobody described; the comment waits.", status=written[:40])
            yield Caution(Reason.UNKNOWN_STATUS, key, sentence)
        sent = self._items.instant(comment.words("wp:comment_date"), comment.words("wp:comment_date_gmt"))
        if sent is None:
            yield Caution(Reason.BAD_DATE, key, say("The comment at line %(line)s has no date.", line=comment.line))
        parent = comment.words("wp:comment_parent")
        if parent == number and parent not in ("", "0"):
            yield Caution(
                Reason.PARENT_CYCLE, key, say("A comment answers itself; it stands at the top of its thread.")
            )
        anchor = f"comment-{number}" if number else ""
        self._addresses += bool(comment.words("wp:comment_author_IP"))
        yield Comment(
            source=SOURCE,
            key=key,
            post_key=post_key,
            parent_key=self._key_of(parent, post_key) if parent not in ("", "0", number) else None,
            body=body.text.strip() if (body := comment.first("wp:comment_content")) is not None else "",
            status=status or Status.PENDING,
            times=Times(published=sent),
            author=self._person(comment),
            kind=KINDS[comment.words("wp:comment_type").lower()],
            anchors=(anchor,) if anchor else (),
            urls=(f"{path}#{anchor}",) if path and anchor else (),
            source_status=written,
            extra={"user": user} if (user := comment.words("wp:comment_user_id").removeprefix("0")) else {},
        )

    def _key(self, comment: Element, post_key: str) -> tuple[str, list[Caution]]:
        number = comment.words("wp:comment_id")
        if re.fullmatch(r"\d{1,20}", number):
            return self._key_of(number, post_key), []
        said = "\0".join(
            comment.words(f"wp:comment_{name}") for name in ("author", "date", "date_gmt", "content", "parent")
        )
        key = f"{post_key}-made-{blake2b(said.encode(), digest_size=12).hexdigest()}"
        return key, [Caution(Reason.NO_ID, key, say("The comment at line %(line)s has no id.", line=comment.line))]

    def _key_of(self, number: str, post_key: str) -> str:
        """By its number on the whole blog; one that stands under several posts is known under each."""
        if number in self._channel.doubled:
            return f"{post_key}-{number}"
        return f"{self._blog.key}/{number}"

    def _person(self, comment: Element) -> Person:
        user = comment.words("wp:comment_user_id")
        is_author = user not in ("", "0")
        self._unresolved += is_author and user not in self._channel.numbers
        uri = comment.words("wp:comment_author_url")
        return Person(
            # Other blogs announce themselves with entities in their names.
            name=" ".join(unescape(unescape(comment.words("wp:comment_author"))).split()),
            uri="" if NOBODYS.match(uri) else uri,
            email=comment.words("wp:comment_author_email"),
            key=f"user:{user}" if is_author else "",
            has_account=is_author,
        )

    def cautions(self) -> Iterator[Caution]:
        """What is to be said once all have been read."""
        for kind, num in sorted(self._left.items()):
            reason = Reason.KIND_PRIVATE if kind in PRIVATE else Reason.UNKNOWN_KIND
            sentence = say("%(num)s comments of the kind “%(kind)s” were left out.", num=num, kind=kind[:40])
            yield Caution(reason, kind[:100], sentence)
        if self._addresses:
            sentence = say(
                "The export holds the network addresses of %(num)s comments; they are not taken.", num=self._addresses
            )
            yield Caution(Reason.PERSONAL_DATA, "", sentence)
        if self._unresolved:
            sentence = say(
                "%(num)s comments were written with accounts that the export does not list.", num=self._unresolved
            )
            yield Caution(Reason.NOT_USED, "", sentence)
