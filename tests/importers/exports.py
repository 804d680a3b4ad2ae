"""Small exports in Blogger's own formats, written for these tests."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from blog.importers.blogger import open_export
from blog.importers.exports import Export
from blog.importers.shapes import Comment, Page, Post, Record

NOW = datetime(2026, 10, 1, tzinfo=UTC)
BLOG = "tag:blogger.com,1999:blog-77"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SETTINGS = (
    "blog_name,blog_subdomain,blog_locale,blog_time_zone,blog_comment_moderation,blog_comment_moderation_delay,"
    "blog_admin_permission\nThe Mending Circle,mendingcircle,pt_BR,America/Montevideo,ON_OLD_POSTS,14,a@example.org\n"
)


def takeout_post(
    number: int, body: str = "<p>Words.</p>", *, status: str = "LIVE", more: str = "", **given: str
) -> str:
    """One entry of a post; given: title, filename, type, published, trashed."""
    words = {"title": "A post", "filename": f"/2009/08/post-{number}.html", "type": "POST", "trashed": "",
             "published": "2009-08-07T12:00:00Z", **given}  # fmt: skip
    return f"""  <entry>
    <id>{BLOG}.post-{number}</id>
    <blogger:type>{words["type"]}</blogger:type>
    <blogger:status>{status}</blogger:status>
    <author>
      <name>Ada</name>
      <uri></uri>
      <blogger:type>BLOGGER</blogger:type>
    </author>
    <title>{escape(words["title"])}</title>
    <content type='html'>{escape(body)}</content>
    <blogger:metaDescription/>
    <blogger:created>2009-08-07T11:58:31.250Z</blogger:created>
    <published>{words["published"]}</published>
    <updated>2010-01-01T00:00:00Z</updated>
    <blogger:location/>
    {more}
    <blogger:filename>{words["filename"]}</blogger:filename>
    <link/>
    <enclosure/>
    <blogger:trashed>{words["trashed"]}</blogger:trashed>
  </entry>
"""


def takeout_comment(
    number: int, post: int, *, status: str = "LIVE", answers: int = 0, name: str = "", **given: str
) -> str:
    """One entry of a comment; given: body, author (BLOGGER or ANONYMOUS), uri, published, trashed."""
    words = {"body": "Thank you.", "author": "ANONYMOUS", "uri": "", "published": "2009-08-08T09:30:00Z",
             "trashed": "", **given}  # fmt: skip
    reply = f"<blogger:inReplyTo>{BLOG}.post-{answers}</blogger:inReplyTo>" if answers else "<blogger:inReplyTo/>"
    return f"""  <entry>
    <id>{BLOG}.post-{number}</id>
    <blogger:parent>{BLOG}.post-{post}</blogger:parent>
    {reply}
    <blogger:type>COMMENT</blogger:type>
    <blogger:status>{status}</blogger:status>
    <author>
      <name>{escape(name)}</name>
      <uri>{escape(words["uri"])}</uri>
      <blogger:type>{words["author"]}</blogger:type>
    </author>
    <content type='html'>{escape(words["body"])}</content>
    <blogger:created>2009-08-08T09:30:12.001Z</blogger:created>
    <published>{words["published"]}</published>
    <updated>2009-08-08T09:30:12.001Z</updated>
    <blogger:trashed>{words["trashed"]}</blogger:trashed>
  </entry>
"""


def takeout_feed(entries: Iterable[str], title: str = "The Mending Circle") -> str:
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
        f"  <id>{BLOG}</id>\n  <title>{title}</title>\n{''.join(entries)}</feed>\n"
    )


def takeout_files(*entries: str, blog: str = "The Mending Circle") -> dict[str, str | bytes]:
    """The files of a Takeout with one blog, by their names in the archive."""
    return {
        f"Takeout/Blogger/Blogs/{blog}/feed.atom": takeout_feed(entries, blog),
        f"Takeout/Blogger/Blogs/{blog}/settings.csv": SETTINGS,
    }


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def records_at(*paths: Path, blog: str | None = None) -> list[Record]:
    """Everything that is read from an export."""
    with open_export(paths) as export:
        return records_of(export, blog)


def records_of(export: Export, blog: str | None = None) -> list[Record]:
    return list(export.read(export.choose(blog), NOW))


def posts(records: Iterable[Record]) -> list[Post]:
    return [record for record in records if isinstance(record, Post)]


def pages(records: Iterable[Record]) -> list[Page]:
    return [record for record in records if isinstance(record, Page)]


def comments(records: Iterable[Record]) -> list[Comment]:
    return [record for record in records if isinstance(record, Comment)]


def atom_entry(kind: str, number: int, inside: str, body: str = "Words.", title: str = "A title") -> str:
    """One entry of the old export; `inside` is what that kind has beside a title and a body."""
    name = "page" if kind == "page" else "post"
    return (
        f"<entry><id>{BLOG}.{name}-{number}</id><category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/><title type='text'>{escape(title)}</title>"
        f"<content type='html'>{escape(body)}</content>{inside}</entry>"
    )


def atom_feed(*entries: str, declared: str = "") -> str:
    """The old export, on one line as Blogger wrote it."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'"
        f"{declared}><id>{BLOG}.archive</id><title type='text'>The Mending Circle</title>"
        "<link rel='alternate' type='text/html' href='http://mendingcircle.blogspot.com/'/>"
        + "".join(entries)
        + "</feed>"
    )
