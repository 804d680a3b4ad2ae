"""The desk's page of tags: what each one says about comments, beside the table of what goes before what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.roles import Capability, may
from blog.languages.sentences import say
from blog.posts import tags
from blog.posts.tags import Listed
from blog.posts.words import NOTHING, RULE_WORDS, table
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

TAGS = "/desk/tags"
DONE = {
    "saved": say("Saved. Every page follows it now."),
    "merged": say("Merged. The old address leads to the other tag."),
    "deleted": say("Deleted. Its posts are there as before; its address says that it is gone."),
}
FIELD = re.compile(r"rule-([0-9]{1,9})")


@dataclass(frozen=True)
class Row:
    """A tag in the list; `rule` is "" where it says nothing."""

    id: int
    name: str
    # Where readers find it, while they find anything there.
    href: str | None
    desk: str
    described: bool
    posts: int
    rule: str
    ruler: str | None
    ruled_at: datetime | None


def show_tags(db: Session, visit: Visit) -> Response:
    after = visit.query.get("after", "")
    listed, more = tags.list_tags(db, after)
    return desk_page(
        visit,
        "posts/tags.html",
        title=say("Tags"),
        rows=[_row(one) for one in listed],
        after=after,
        more=f"{TAGS}?{urlencode({'after': more})}" if more else None,
        choices=[("", NOTHING), *RULE_WORDS.items()],
        table=table(visit.site, tags.count_ruled(db)),
        may_settle=may(visit.person, Capability.RUN_SITE),
        saved=DONE.get(visit.query.get("done", "")),
    )


def rule_tags(db: Session, visit: Visit) -> Response:
    """Only what was changed on the page is changed: somebody else may have decided on other tags meanwhile."""
    rules = {}
    for name in visit.form:
        found = FIELD.fullmatch(name)
        if found and visit.form.get(name) != visit.form.get(f"was-{found[1]}"):
            rules[int(found[1])] = visit.form.get(name)
    tags.rule_tags(db, rules, visit.person.id, visit.now)
    after = visit.form.get("after")
    return go_to(f"{TAGS}?{urlencode({'done': 'saved', **({'after': after} if after else {})})}")


def _row(listed: Listed) -> Row:
    tag = listed.tag
    return Row(
        id=tag.id,
        name=tag.name,
        href=f"/tags/{quote(tag.slug)}" if listed.posts else None,
        desk=f"{TAGS}/{tag.id}",
        described=bool(tag.description),
        posts=listed.posts,
        rule=tag.comments_rule or "",
        ruler=listed.ruler,
        ruled_at=tag.ruled_at,
    )
