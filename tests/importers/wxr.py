"""Small WordPress exports, written for these tests."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from blog.importers.running import Asked, plan, run
from blog.importers.shapes import Record
from blog.importers.wordpress import open_export
from tests.cast.site import Site
from tests.importers.bringing import place_of
from tests.importers.exports import NOW

BASE = "https://mending.example"
DECLARED = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
AUTHOR = (
    "<wp:author><wp:author_id>7</wp:author_id><wp:author_login>ada</wp:author_login>"
    "<wp:author_display_name><![CDATA[Ada &amp; Sons]]></wp:author_display_name></wp:author>"
)


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(number: int, body: str = "Words.", inside: str = "", **given: str) -> str:
    """One item; given: title, link, guid, type, status, date, gmt, password, sticky, parent, comments, creator."""
    slug = f"post-{number}"
    words = {
        "title": "A post", "link": f"{BASE}/2010/03/{slug}/", "guid": f"{BASE}/?p={number}", "type": "post",
        "status": "publish", "date": "2010-03-05 12:00:00", "gmt": "2010-03-05 11:00:00", "password": "",
        "sticky": "0", "parent": "0", "comments": "open", "creator": "ada", **given,
    }  # fmt: skip
    return (
        f"<item><title>{cdata(words['title'])}</title><link>{escape(words['link'])}</link>"
        f'<dc:creator>{cdata(words["creator"])}</dc:creator><guid isPermaLink="false">{escape(words["guid"])}</guid>'
        f"<content:encoded>{cdata(body)}</content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>{words['date']}</wp:post_date><wp:post_date_gmt>{words['gmt']}</wp:post_date_gmt>"
        f"<wp:comment_status>{words['comments']}</wp:comment_status><wp:status>{words['status']}</wp:status>"
        f"<wp:post_parent>{words['parent']}</wp:post_parent><wp:post_type>{words['type']}</wp:post_type>"
        f"<wp:post_password>{words['password']}</wp:post_password><wp:is_sticky>{words['sticky']}</wp:is_sticky>"
        f"{inside}</item>\n"
    )


def comment(number: int, body: str = "Thank you.", **given: str) -> str:
    """One comment; given: name, email, url, ip, approved, type, parent, user, date, gmt."""
    words = {
        "name": "Sol", "email": "", "url": "", "ip": "", "approved": "1", "type": "", "parent": "0", "user": "0",
        "date": "2010-03-06 10:00:00", "gmt": "2010-03-06 09:00:00", **given,
    }  # fmt: skip
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{cdata(words['name'])}"
        f"</wp:comment_author><wp:comment_author_email>{words['email']}</wp:comment_author_email>"
        f"<wp:comment_author_url>{words['url']}</wp:comment_author_url>"
        f"<wp:comment_author_IP>{words['ip']}</wp:comment_author_IP><wp:comment_date>{words['date']}</wp:comment_date>"
        f"<wp:comment_date_gmt>{words['gmt']}</wp:comment_date_gmt><wp:comment_content>{cdata(body)}"
        f"</wp:comment_content><wp:comment_approved>{words['approved']}</wp:comment_approved>"
        f"<wp:comment_type>{words['type']}</wp:comment_type><wp:comment_parent>{words['parent']}</wp:comment_parent>"
        f"<wp:comment_user_id>{words['user']}</wp:comment_user_id></wp:comment>"
    )


def meta(name: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"


def attachment(number: int, address: str, parent: int, **given: str) -> str:
    address_of = f"<wp:attachment_url>{address}</wp:attachment_url>"
    return item(
        number, "", address_of, type="attachment", status="inherit", parent=str(parent),
        link=f"{BASE}/2010/03/post-{parent}/picture-{number}/", **given,
    )  # fmt: skip


def filed(domain: str, nicename: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{nicename}">{cdata(name)}</category>'


def wxr(*items: str, base: str = BASE, declared: str = DECLARED, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Activate & run. -->\n<rss version="2.0" '
        f"{declared}><channel><title>The Mending Circle</title><link>{base}</link><description>We mend</description>"
        f"<pubDate>Sat, 06 Mar 2010 12:00:00 +0000</pubDate><language>en-GB</language>"
        f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{base}</wp:base_blog_url>{head}{AUTHOR}"
        f"{''.join(items)}</channel></rss>\n"
    )


def write(folder: Path, *items: str, name: str = "export.xml", base: str = BASE, packed: bool = False) -> Path:
    path = folder / name
    text = wxr(*items, base=base).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    return path


def records_at(*paths: Path) -> list[Record]:
    with open_export(paths) as export:
        return list(export.read(export.choose(), NOW))


def bring(site: Site, *paths: Path) -> dict[str, Any]:
    """Import an export; the report."""
    return run(place_of(site), Asked("wordpress", paths))[1].as_json()


def planned(site: Site, *paths: Path) -> dict[str, Any]:
    return plan(place_of(site), Asked("wordpress", paths)).as_json()


def of(records: Iterable[Record], kind: type[Any]) -> list[Any]:
    return [one for one in records if isinstance(one, kind)]
