"""What every importer yields and the one writer stores: plain values, no database, no format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from blog.comments.models import Status
from blog.languages.sentences import Sentence, say
from blog.posts.models import PostStatus


class Kind(StrEnum):
    """What a report counts, by the name it has there."""

    POSTS = "posts"
    PAGES = "pages"
    COMMENTS = "comments"
    MEDIA = "media"
    REDIRECTS = "redirects"
    SETTINGS = "settings"
    TAGS = "tags"
    TEMPLATES = "templates"
    # Files of an archive and entries of a feed that are no content of the blog.
    FILES = "files"
    ENTRIES = "entries"


class Reason(StrEnum):
    """Why something was dropped or held, or what a caution is about. Stable: reports and scripts rely on them."""

    NOT_CONTENT = "not-content"
    FOREIGN_BLOG = "foreign-blog"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_STATUS = "unknown-status"
    TOO_LARGE = "too-large"
    BAD_XML = "bad-xml"
    BAD_DATE = "bad-date"
    BAD_PATH = "bad-path"
    NO_ID = "no-id"
    MENDED = "mended"
    DUPLICATE = "duplicate-source-id"
    ORPHAN_POST = "orphan-post"
    ORPHAN_PARENT = "orphan-parent"
    PARENT_CYCLE = "parent-cycle"
    PARTS_MISSING = "parts-missing"
    HOST_UNKNOWN = "host-unknown"
    PRIVATE_BLOG = "private-blog"
    PERSONAL_DATA = "personal-data"
    NOT_USED = "not-used"
    NO_PICTURE = "no-picture"
    RESERVED_PATH = "reserved-path"
    PATH_TAKEN = "path-taken"
    LOCAL_CHANGE = "local-change"
    KIND_PRIVATE = "kind-private"
    PRIVATE_POST = "private-post"
    PROTECTED = "password-protected"
    STICKY = "sticky"
    NO_FILE = "no-file"
    UNKNOWN_SHORTCODE = "unknown-shortcode"


@dataclass(frozen=True)
class Times:
    """Aware UTC instants; None where the source has none or none that can be read.

    `published` is what readers were shown, `created` when it truly happened; Blogger keeps both apart.
    """

    published: datetime | None = None
    created: datetime | None = None
    updated: datetime | None = None

    @property
    def first(self) -> datetime | None:
        """The instant to sort and show by."""
        return self.published or self.created or self.updated


@dataclass(frozen=True)
class Person:
    """Who wrote it. `key` groups the texts of one person and is empty where the source does not say who it was:
    such people are never taken for one."""

    name: str = ""
    uri: str = ""
    # A real address only; the placeholder that the source puts there is none.
    email: str = ""
    key: str = ""
    # Whether the source knew the person by an account (its name may be lost all the same), and the account's page.
    has_account: bool = False
    profile: str = ""

    @property
    def shown_name(self) -> str | Sentence:
        """The name, or the word Blogger shows where there is none."""
        return self.name or (say("Unknown") if self.has_account else say("Anonymous"))


@dataclass(frozen=True)
class Settings:
    """What the old blog had set and we can map; None and empty mean that it does not say.

    access: anyone, registered or members. moderation: always, old-posts (older than `moderation_days`) or never.
    """

    description: str = ""
    language: str = ""
    time_zone: str = ""
    access: str = ""
    moderation: str = ""
    moderation_days: int | None = None
    comments_allowed: bool | None = None
    comment_message: str = ""
    posts_per_page: int | None = None
    feed_redirect: str = ""
    robots_txt: str = ""
    meta_description: str = ""
    convert_line_breaks: bool | None = None
    is_private: bool = False
    # Names of the source's settings that the fields above came from, and of those with no place here.
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blog:
    """One blog in an export. `name` is what `--blog` names it by, `key` what the source knows it by."""

    source: str
    key: str
    name: str
    title: str = ""
    # Every host it is known to have answered at, the one to compare links with first; may be empty.
    hosts: tuple[str, ...] = ()
    settings: Settings = Settings()
    # Where it stands in the archive, and in which dialect of the format.
    place: str = ""
    dialect: str = ""
    feed_id: str = ""


@dataclass(frozen=True)
class Writing:
    """What a post and a page have in common. `key` is unique within the source, across kinds and exports."""

    source: str
    key: str
    title: str
    # As it stands in the source; never render as HTML.
    body: str
    status: PostStatus
    times: Times
    author: Person = Person()
    # The whole old path to the letter; None where the source knows none.
    path: str | None = None
    # Whole old addresses, where the source has them.
    urls: tuple[str, ...] = ()
    feed_id: str = ""
    source_status: str = ""
    # How many comments the source says it has.
    comment_total: int | None = None
    # Whether readers could not comment on it any more, though the blog took comments.
    comments_closed: bool = False
    # Whether the source shows that they can.
    comments_open: bool = False
    # All that has no place of its own: description, location, enclosures, original offsets.
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Post(Writing):
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page(Writing):
    pass


@dataclass(frozen=True)
class Comment:
    """A comment. `post_key` and `parent_key` may name what comes later, what was left out, or nothing at all."""

    source: str
    key: str
    post_key: str
    parent_key: str | None
    # As it stands in the source; never render as HTML.
    body: str
    status: Status
    times: Times
    author: Person = Person()
    kind: str = "comment"
    anchors: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    feed_id: str = ""
    source_status: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """A file beside the texts; its bytes are read with `Archive.chunks(media.place)`. `size` is in bytes."""

    source: str
    key: str
    place: str
    name: str
    album: str
    size: int


@dataclass(frozen=True)
class Redirect:
    """A former path, with its query if it had one, of the post, page or comment with `target_key`.

    With the `why` "term" it is the address of a category or tag, and `target_key` is its name.
    """

    source: str
    path: str
    target_key: str
    why: str


@dataclass(frozen=True)
class Dropped:
    """Something that was in the export and is not taken over."""

    kind: Kind
    key: str
    reason: Reason


@dataclass(frozen=True)
class Caution:
    """Something the owner should read: one of the report's warnings."""

    reason: Reason
    key: str
    sentence: Sentence


Record = Blog | Post | Page | Comment | Media | Redirect | Dropped | Caution
