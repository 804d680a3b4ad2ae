"""One tag in the desk: its name, what its page says, and the ways to merge or delete it, each asked twice."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.languages.sentences import say
from blog.markup.text import slug
from blog.moderation.tagging import MERGED, REMOVED, RENAMED, note_tag
from blog.posts import tagging, tags
from blog.posts.models import Tag
from blog.posts.reading import follow_tag
from blog.posts.tagforms import TagForm
from blog.posts.words import NOTHING, RULE_WORDS
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

TAGS = "/desk/tags"
REFUSED = say("This is not stored yet. What you typed is kept.")
NO_OTHER = say("No tag is called that. Write the name of one that is here.")


def show_tag_form(db: Session, visit: Visit) -> Response:
    tag = db.get(Tag, visit.params["tag"])
    if tag is None:
        raise tagging.TagNotFound
    return _page(db, visit, tag, _form_of(tag), saved=visit.query.get("done") == "saved")


def change_tag(db: Session, visit: Visit) -> Response:
    action = visit.form.get("action")
    if action in ("merge", "delete"):
        tag = tagging.find_tag_to_change(db, visit.params["tag"])
        return _merge(db, visit, tag) if action == "merge" else _delete(db, visit, tag)
    form = TagForm.read(visit.form)
    tag = tagging.find_tag_to_change(db, visit.params["tag"])
    if form.complaints:
        return _page(db, visit, tag, form, 422)
    try:
        _save(db, visit, tag, form)
    except tagging.TagNameTaken as refusal:
        form.complaints["name"] = refusal.sentence
        return _page(db, visit, tag, form, 409)
    return go_to(f"{TAGS}/{tag.id}?done=saved")


def _save(db: Session, visit: Visit, tag: Tag, form: TagForm) -> None:
    """Only what was changed on the page: somebody else may have changed the rest meanwhile."""
    before = tag.name
    if form.name != visit.form.get("was-name") and tagging.rename_tag(db, tag, form.name, visit.now):
        note_tag(db, visit.person, tag.id, RENAMED, f"“{before}” → “{form.name}”", visit.now)
    if form.description.splitlines() != visit.form.get("was-description").strip().splitlines():
        tagging.describe_tag(db, tag, form.description, visit.now)
    if form.rule != visit.form.get("was-rule"):
        tags.rule_tags(db, {tag.id: form.rule}, visit.person.id, visit.now)


def _merge(db: Session, visit: Visit, tag: Tag) -> Response:
    typed = visit.form.get("into")
    other = follow_tag(db, slug(typed)) if typed.strip() else None
    if other is None or other.id == tag.id:
        problem = tagging.MergedIntoItself().sentence if other is not None else NO_OTHER
        return _page(db, visit, tag, _form_of(tag), 422, into=typed, merging=problem)
    if visit.form.get("sure") != "yes":
        return _sure(db, visit, tag, other)
    before, number = tag.name, tag.id
    tagging.merge_tag(db, tag, other, visit.now)
    note_tag(db, visit.person, number, MERGED, f"“{before}” → “{other.name}”", visit.now)
    return go_to(f"{TAGS}?done=merged")


def _delete(db: Session, visit: Visit, tag: Tag) -> Response:
    if visit.form.get("sure") != "yes":
        return _sure(db, visit, tag, None)
    before, number = tag.name, tag.id
    tagging.delete_tag(db, tag, visit.now)
    note_tag(db, visit.person, number, REMOVED, f"“{before}”", visit.now)
    return go_to(f"{TAGS}?done=deleted")


def _sure(db: Session, visit: Visit, tag: Tag, other: Tag | None) -> Response:
    """What would happen, in numbers, and the button that does it."""
    return desk_page(
        visit,
        "posts/tag_sure.html",
        title=say("Merge “%(name)s”", name=tag.name) if other else say("Delete “%(name)s”", name=tag.name),
        tag=tag,
        other=other,
        weighed=tagging.weigh(db, tag, other),
        action=f"{TAGS}/{tag.id}",
        rules=RULE_WORDS,
    )


def _form_of(tag: Tag) -> TagForm:
    return TagForm(tag.name, tag.description, tag.comments_rule or "")


def _page(db: Session, visit: Visit, tag: Tag, form: TagForm, status: int = 200, **more: Any) -> Response:
    others, _ = tags.list_tags(db)
    shown: dict[str, Any] = {"saved": False, "into": "", "merging": None, **more}
    return desk_page(
        visit,
        "posts/tag.html",
        status,
        title=tag.name,
        tag=tag,
        form=form,
        problem=REFUSED if form.complaints else None,
        action=f"{TAGS}/{tag.id}",
        href=f"/tags/{quote(tag.slug)}",
        weighed=tagging.weigh(db, tag),
        choices=[("", NOTHING), *RULE_WORDS.items()],
        others=[one.tag.name for one in others if one.tag.id != tag.id],
        **shown,
    )
