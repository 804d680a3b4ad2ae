"""Items of a WordPress export as posts and pages, and why others are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from html import unescape

from blog.importers import wordpress_addresses as addresses
from blog.importers.blogger_entries import page_of, unique
from blog.importers.hosts import split
from blog.importers.shapes import Blog, Caution, Dropped, Kind, Person, Post, Reason, Record, Times
from blog.importers.wordpress_bodies import PICTURES, write_pictures
from blog.importers.wordpress_channel import NEVER, NUMBERED, SOURCE, Channel, moment, rfc822
from blog.importers.wordpress_shortcodes import Attached
from blog.importers.xml import Element
from blog.languages.sentences import Sentence, say
from blog.markup.grammar import words
from blog.posts.models import PostStatus

STATUSES = {
    "publish": PostStatus.PUBLISHED,
    "future": PostStatus.SCHEDULED,
    "draft": PostStatus.DRAFT,
    "pending": PostStatus.DRAFT,
    "private": PostStatus.DRAFT,
    "auto-draft": PostStatus.DRAFT,
    "inherit": PostStatus.DRAFT,
    "trash": PostStatus.DELETED,
}
# What WordPress keeps among its posts and no reader ever saw as one.
MACHINERY = words(
    "revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_block wp_template "
    "wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face feedback jp_pay_order"
)
# Old posts carry tags in their titles; others write < and mean it.
IN_TITLE = re.compile(r"</?(?:em|i|b|strong|code|span|br|su[bp]|a|del|ins|u|small|q|cite|abbr)\b[^<>]*>", re.IGNORECASE)
KEPT_META = frozenset({addresses.OLD_SLUG, "_thumbnail_id", "_wp_page_template"})
LONGEST_META, MOST_META = 4_000, 40


class Items:
    """Turns the items of one blog into records; what an item only refers to, its channel knows."""

    def __init__(self, blog: Blog, channel: Channel) -> None:
        self._blog, self._channel = blog, channel

    def key_of(self, item: Element) -> tuple[str, list[Caution]]:
        """The key of a finished item; one without a number gets one from what it says, so that it is known again."""
        number = item.words("wp:post_id")
        if not re.fullmatch(r"\d{1,20}", number):
            written = (NUMBERED.fullmatch(parts[1]) for name in ("guid", "link") if (parts := split(item.words(name))))
            number = next((found[1] for found in written if found), "")
        if number in self._channel.shared:
            said = f"{item.words('link')}\0{item.words('title')}"
            return f"{self._blog.key}/{number}-{blake2b(said.encode(), digest_size=6).hexdigest()}", []
        if number:
            return f"{self._blog.key}/{number}", []
        said = "\0".join(item.words(name) for name in ("link", "title", "wp:post_date", "content:encoded"))
        key = f"{self._blog.key}/made-{blake2b(said.encode(), digest_size=12).hexdigest()}"
        return key, [Caution(Reason.NO_ID, key, say("The entry at line %(line)s has no id.", line=item.line))]

    def records(self, item: Element) -> Iterator[Record]:
        """The post or page, with its former addresses; or why there is none."""
        key, cautions = self.key_of(item)
        kind = item.words("wp:post_type") or "post"
        if kind == "attachment":
            yield Dropped(Kind.MEDIA, key, Reason.NO_FILE)
            yield from addresses.of_attachment(item, self._blog.key, self._blog.hosts)
        elif kind in MACHINERY:
            yield Dropped(Kind.ENTRIES, key, Reason.NOT_CONTENT)
        elif kind not in ("post", "page"):
            sentence = say("“%(what)s” is no kind of post that this blog has; it was left out.", what=kind[:40])
            yield Caution(Reason.UNKNOWN_KIND, key, sentence)
            yield Dropped(Kind.ENTRIES, key, Reason.UNKNOWN_KIND)
        elif item.cut:
            yield Dropped(Kind.POSTS if kind == "post" else Kind.PAGES, key, Reason.TOO_LARGE)
        else:
            yield from cautions
            yield from self._writing(item, key, is_page=kind == "page")

    def _writing(self, item: Element, key: str, is_page: bool) -> Iterator[Record]:
        status, cautions = self._status(item, key)
        times, worse = self.times(item, key, is_draft=status is PostStatus.DRAFT)
        path, worst = addresses.path_of(item, key, self._blog.hosts)
        yield from [*cautions, *worse, *worst]
        guid = item.words("guid")
        post = Post(
            source=SOURCE,
            key=key,
            title=title_of(item.words("title")),
            body=body.text if (body := item.first("content:encoded")) is not None else "",
            status=status,
            times=times,
            author=self._author(item),
            path=path,
            urls=(link,) if split(link := item.words("link")) and path else (),
            feed_id=guid if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]{1,290}", guid) else "",
            source_status=item.words("wp:status"),
            extra=self._extra(item),
            comments_closed=item.words("wp:comment_status") == "closed",
            comments_open=item.words("wp:comment_status") == "open",
            labels=labels_of(item),
        )
        yield page_of(post) if is_page else post
        yield from addresses.former(item, key, path, self._blog.hosts)

    def _status(self, item: Element, key: str) -> tuple[PostStatus, list[Caution]]:
        """What it is here, and what its owner should know: nothing that was not public becomes so."""
        written, title = item.words("wp:status"), title_of(item.words("title"))[:100]
        cautions: list[Caution] = []
        status = STATUSES.get(written, PostStatus.DRAFT) if written else PostStatus.PUBLISHED

        def caution(reason: Reason, sentence: Sentence) -> None:
            cautions.append(Caution(reason, key, sentence))

        if written and written not in STATUSES:
            caution(Reason.UNKNOWN_STATUS, say("“%(status)s” is a status nobody described; the post is a draft here.",
                                               status=written[:40]))  # fmt: skip
        if written == "private":
            caution(Reason.PRIVATE_POST, say("“%(title)s” was private and is a draft here.", title=title))
        if item.words("wp:post_password") and status is not PostStatus.DELETED:
            status = PostStatus.DRAFT
            caution(
                Reason.PROTECTED,
                say("“%(title)s” had a password. Here posts have none, so it is a draft.", title=title),
            )
        if item.words("wp:is_sticky") == "1":
            caution(
                Reason.STICKY,
                say("“%(title)s” stood at the top of the front page; here it stands by its date.", title=title),
            )
        return status, cautions

    def times(self, item: Element, key: str, is_draft: bool) -> tuple[Times, list[Caution]]:
        """The instants of a post; local times are taken for those of the blog's other posts."""
        shown = self.instant(item.words("wp:post_date"), item.words("wp:post_date_gmt"))
        shown = shown or rfc822(item.words("pubDate"))
        changed = self.instant(item.words("wp:post_modified"), item.words("wp:post_modified_gmt"))
        cautions = []
        if shown is None and changed is None:
            # It is no later than the export, and the same whenever it is imported.
            shown = self._channel.exported_at if self._channel.exported_at > NEVER else None
            sentence = say("The entry at line %(line)s has no date.", line=item.line)
            cautions.append(Caution(Reason.BAD_DATE, key, sentence))
        return Times(published=None if is_draft else shown, created=shown, updated=changed), cautions

    def instant(self, local: str, gmt: str) -> datetime | None:
        """The instant by its UTC time; where that is 0000-00-00, by the local one and the blog's usual offset."""
        if (there := moment(gmt)) is not None:
            return there
        here = moment(local)
        try:
            return here - self._channel.offset if here is not None else None
        except OverflowError:
            return None

    def _author(self, item: Element) -> Person:
        login = item.words("dc:creator")
        name = self._channel.authors.get(login.casefold(), "") or login
        return Person(name=name, key=f"login:{login.casefold()}"[:300] if login else "", has_account=bool(login))

    def _extra(self, item: Element) -> Mapping[str, str]:
        number = item.words("wp:post_id")
        found = {"excerpt": item.words("excerpt:encoded"), "slug": item.words("wp:post_name")}
        found["parent"] = item.words("wp:post_parent").removeprefix("0")
        found["terms"] = ", ".join(
            f"{domain}: {one.text.strip()}" for one in item.all("category")
            if (domain := one.attributes.get("domain", "")) not in ("", "category", "post_tag")
        )  # fmt: skip
        kept = [(name, value) for name, value in addresses.meta(item) if not name.startswith("_") or name in KEPT_META]
        found |= {f"meta {name}"[:100]: value for name, value in kept[:MOST_META] if len(value) <= LONGEST_META}
        thumbnail = self._channel.attachments.get(found.get("meta _thumbnail_id", ""))
        found["thumbnail"] = thumbnail.address if thumbnail else ""
        body = item.first("content:encoded")
        if body is not None and re.search(r"\[(?:gallery|slideshow|playlist)\b", body.text):
            found[PICTURES] = self._pictures(number, body.text)
        return {name: value for name, value in found.items() if value}

    def _pictures(self, number: str, body: str) -> str:
        """What a gallery in this body can show: the pictures it names, and those that belong to the post."""
        named = re.findall(r"\b(?:ids|include)=[\"'“”]?([\d, ]+)", body)
        keys = [key for one in named for key in re.findall(r"\d+", one)]
        # In their own order, whatever that of the file is.
        mine = [one for _, _, one in sorted(self._channel.attached.get(number, []), key=lambda one: one[:2])]
        others = (self._channel.attachments.get(key) for key in keys)
        by_key: dict[str, Attached] = {one.key: one for one in [*mine, *(one for one in others if one)]}
        return write_pictures(list(by_key.values()))


def title_of(written: str) -> str:
    return " ".join(unescape(IN_TITLE.sub("", written)).split())


def labels_of(item: Element) -> tuple[str, ...]:
    """Categories and tags; the oldest exports have each category twice, once without saying what it is."""
    of_posts = ("", "category", "post_tag", "tag")
    return unique(
        unescape(one.text).strip() for one in item.all("category") if one.attributes.get("domain", "") in of_posts
    )
