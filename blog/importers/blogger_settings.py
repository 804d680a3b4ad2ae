"""What a Blogger blog had set, from the names both dialects share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import available_timezones

from blog.importers.shapes import Settings

ACCESS = {
    "ANYONE": "anyone",
    "BLOGGER_PLUS_OPENID": "registered",
    "REGISTERED": "registered",
    "BLOGGERS": "registered",
    "MEMBERS": "members",
    "TEAM": "members",
}
MODERATION = {"ENABLED": "always", "ON_OLD_POSTS": "old-posts", "DISABLED": "never"}
TAKEN = frozenset(
    {
        *("blog_name", "blog_description", "blog_locale", "blog_time_zone", "blog_subdomain", "blog_read_access_mode"),
        *("blog_comment_access", "blog_comment_moderation", "blog_comment_moderation_delay", "blog_comments_allowed"),
        *("blog_comment_message", "blog_max_num", "blog_max_unit", "blog_feed_redirect_url", "blog_custom_robots_txt"),
        *("blog_custom_robots_txt_enabled", "blog_meta_description", "blog_meta_description_enabled"),
        "blog_convert_line_breaks",
    }
)


def read_settings(found: Mapping[str, str]) -> Settings:
    """The settings among `found`: names in lower case, values as they stand. Values nobody knows count as not said."""
    values = {name: value.strip() for name, value in found.items()}

    def flag(name: str) -> bool | None:
        return {"true": True, "false": False}.get(values.get(name, "").lower())

    def number(name: str) -> int | None:
        value = values.get(name, "")
        return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else None

    def unless_off(name: str) -> str:
        return "" if flag(f"{name}_enabled") is False else values.get(name, "")

    zone = values.get("blog_time_zone", "")
    return Settings(
        description=values.get("blog_description", ""),
        language=_language(values.get("blog_locale", "")),
        time_zone=zone if zone in available_timezones() else "",
        access=ACCESS.get(values.get("blog_comment_access", ""), ""),
        moderation=MODERATION.get(values.get("blog_comment_moderation", ""), ""),
        moderation_days=number("blog_comment_moderation_delay"),
        comments_allowed=flag("blog_comments_allowed"),
        comment_message=values.get("blog_comment_message", ""),
        posts_per_page=number("blog_max_num") if values.get("blog_max_unit", "POSTS") == "POSTS" else None,
        feed_redirect=values.get("blog_feed_redirect_url", ""),
        robots_txt=unless_off("blog_custom_robots_txt"),
        meta_description=unless_off("blog_meta_description"),
        convert_line_breaks=flag("blog_convert_line_breaks"),
        is_private=values.get("blog_read_access_mode", "PUBLIC") not in ("PUBLIC", ""),
        taken=tuple(sorted(TAKEN & values.keys())),
        left=tuple(sorted(values.keys() - TAKEN)),
    )


def own_hosts(found: Mapping[str, str], typed: str = "") -> tuple[str, ...]:
    """The hosts a blog is known to have answered at: the one that was named, then its place on blogspot.com."""
    subdomain = found.get("blog_subdomain", "").strip().lower()
    hosts = [typed] if typed else []
    if re.fullmatch(r"[a-z0-9-]{1,63}", subdomain):
        hosts.append(f"{subdomain}.blogspot.com")
    return tuple(dict.fromkeys(hosts))


def _language(locale: str) -> str:
    """`en_US` as the web writes it; Blogger's old codes for Hebrew and Indonesian are those of today."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*", locale):
        return ""
    language, *rest = re.split(r"[_-]", locale)
    return "-".join([{"iw": "he", "in": "id", "ji": "yi"}.get(language.lower(), language.lower()), *rest])
