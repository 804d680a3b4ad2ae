"""Writing in the desk: the list of posts, and one form that saves, previews, publishes, schedules and takes down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.roles import Capability, may
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.posts import publishing, writing
from blog.posts.forms import PostForm
from blog.posts.models import Post, PostStatus
from blog.posts.pages import views
from blog.posts.permalinks import PermalinkTaken
from blog.posts.rules import rule_for
from blog.posts.words import CHOICES, explain
from blog.posts.writing import SavedMeanwhile
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

NEW = "/desk/posts/new"
REFUSED = say("This is not stored yet. Your text is kept.")
SAVED = {
    "saved": say("Saved. Readers see nothing of it until it is published."),
    "kept": say("Saved as a newer version. Readers still see the published one."),
    "published": say("Published. Readers see it now."),
    "deleted": say("Deleted. Its address says that it was taken down; below it can be put back."),
    "restored": say("Put back as a draft. Publish it, and it stands where it stood."),
    "withdrawn": say("Withdrawn. It is a draft again, and its address answers with “not found”."),
}


@dataclass(frozen=True)
class FormView:
    """The post form as its template shows it."""

    id: int | None
    title: str
    body: str
    tags: str
    permalink: str
    published_at: str
    comments: str
    action: str
    base: str
    format: str
    status: str | None
    may_publish: bool
    problem: Sentence | None = None
    complaints: dict[str, Sentence] = field(default_factory=dict)
    comments_choices: tuple[Any, ...] = CHOICES
    # Which rule holds now, and why.
    comments_now: tuple[Sentence, ...] = ()


def show_posts(db: Session, visit: Visit) -> Response:
    rows = [views.row(post) for post in writing.list_editable(db, visit.person)]
    gone = [views.row(post) for post in writing.list_editable(db, visit.person, limit=50, deleted=True)]
    done = SAVED.get(visit.query.get("done", ""))
    return desk_page(visit, "posts/index.html", title=say("Posts"), rows=rows, gone=gone, done=done, may_write=True)


def restore_post(db: Session, visit: Visit) -> Response:
    post = writing.find_to_change(db, visit.person, visit.params["post"], deleted=True)
    publishing.check_may_publish(visit.person, post)
    publishing.restore(db, post, visit.now)
    return go_to(f"/desk/posts/{post.id}?done=restored")


def show_new_post(db: Session, visit: Visit) -> Response:
    form = FormView(None, "", "", "", "", "", "", NEW, "", "markdown", None, _may_publish(visit, None))
    return _show_form(visit, form)


def create_post(db: Session, visit: Visit) -> Response:
    form = PostForm.read(visit.form, visit.site.time_zone, visit.now)
    if form.complaints or form.action == "preview":
        return _show_again(visit, None, form)
    try:
        if form.action in ("publish", "schedule"):
            publishing.check_may_publish(visit.person, None)
        post = writing.start_post(db, visit.person, form, visit.now)
        done = _act(db, visit, post, form)
    except (PermalinkTaken, SavedMeanwhile, publishing.MayNotPublish) as refusal:
        db.rollback()
        return _refuse(visit, None, form, refusal)
    return go_to(f"/desk/posts/{post.id}?done={done}")


def show_post_form(db: Session, visit: Visit) -> Response:
    post = writing.find_editable(db, visit.person, visit.params["post"])
    saved = SAVED.get(visit.query.get("done", "")) or _standing(visit, post)
    newest = post.newest
    preview = {"title": newest.title, "html": newest.html} if newest and newest.html else None
    return _show_form(visit, _form_of(visit, post), post, preview=preview, saved=saved)


def change_post(db: Session, visit: Visit) -> Response:
    # What the words are written in is the post's own; the form cannot change it.
    with visit.house.database.reading() as look:
        format = _format(writing.find_editable(look, visit.person, visit.params["post"]))
    form = PostForm.read(visit.form, visit.site.time_zone, visit.now, format)
    if form.action == "preview" or (form.complaints and form.action not in ("withdraw", "delete")):
        with visit.house.database.reading() as look:
            return _show_again(visit, writing.find_editable(look, visit.person, visit.params["post"]), form)
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    try:
        done = _change(db, visit, post, form)
    except (PermalinkTaken, SavedMeanwhile, publishing.MayNotPublish) as refusal:
        db.rollback()
        return _refuse(visit, writing.find_editable(db, visit.person, visit.params["post"]), form, refusal)
    return go_to("/desk/posts?done=deleted" if done == "deleted" else f"/desk/posts/{post.id}?done={done}")


def _change(db: Session, visit: Visit, post: Post, form: PostForm) -> str:
    """Do what the form's button says; the word for what was done."""
    if form.action != "save" or post.status != PostStatus.DRAFT:
        publishing.check_may_publish(visit.person, post)
    if form.action == "withdraw":
        publishing.withdraw(db, post, visit.now)
        return "withdrawn"
    if form.action == "delete":
        publishing.delete_post(db, post, visit.now)
        return "deleted"
    writing.save(db, post, visit.person, form, visit.now)
    return _act(db, visit, post, form)


def _act(db: Session, visit: Visit, post: Post, form: PostForm) -> str:
    if form.action not in ("publish", "schedule"):
        return "saved" if post.status == PostStatus.DRAFT else "kept"
    revision = writing.newest_revision(db, post)
    publishing.publish(db, post, revision, form, visit.site.time_zone, visit.now)
    return "scheduled" if post.status == PostStatus.SCHEDULED else "published"


def _standing(visit: Visit, post: Post) -> Sentence | None:
    """Where the post stands, when nothing was just done to it."""
    if post.status == PostStatus.SCHEDULED and post.published_at is not None:
        zone = visit.site.time_zone
        time = views.time_field(post.published_at, zone)
        return say("Scheduled. It appears by itself on %(time)s (%(zone)s).", time=time, zone=zone)
    if post.status == PostStatus.DRAFT:
        return say("A draft. Only people of the desk see it.")
    return None


def _may_publish(visit: Visit, post: Post | None) -> bool:
    own = post is None or post.author_id == visit.person.id
    return may(visit.person, Capability.EDIT_ALL_POSTS) or (own and may(visit.person, Capability.PUBLISH_OWN))


def _format(post: Post) -> str:
    return post.newest.format if post.newest else "markdown"


def _form_of(visit: Visit, post: Post) -> FormView:
    """The form filled with the newest revision, and with what was planned for it."""
    newest = post.newest
    draft = post.status == PostStatus.DRAFT
    plan = newest.plan if newest else {}
    differs = newest is not None and newest.id != post.shown_revision_id
    tags = ", ".join(tag.name for tag in post.tags)
    time = views.time_field(post.published_at, visit.site.time_zone)
    planned = draft or differs
    return FormView(
        id=post.id,
        title=newest.title if newest else "",
        body=newest.typed if newest else "",
        tags=plan.get("tags", tags) if planned else tags,
        permalink=(plan.get("permalink") or post.permalink or "") if planned else post.permalink or "",
        published_at=(plan.get("published_at") or time) if planned else time,
        comments=post.comments_rule or "",
        action=f"/desk/posts/{post.id}",
        base=str(newest.number) if newest else "",
        format=_format(post),
        status=post.status,
        may_publish=_may_publish(visit, post),
    )


def _typed(visit: Visit, post: Post | None, form: PostForm, problem: Sentence | None, base: str) -> FormView:
    """The form as it was sent, with what stands in the way."""
    return FormView(
        id=post.id if post else None,
        title=form.title,
        body=form.body,
        tags=form.tags,
        permalink=form.permalink,
        published_at=form.published_at,
        comments=form.comments,
        action=f"/desk/posts/{post.id}" if post else NEW,
        base=base,
        format=form.format,
        status=post.status if post else None,
        may_publish=_may_publish(visit, post),
        problem=problem,
        complaints=form.complaints,
    )


def _show_again(visit: Visit, post: Post | None, form: PostForm) -> Response:
    """After a preview, or when the form complains: everything typed, and nothing stored."""
    complaints = form.complaints
    preview = None
    if form.action == "preview" and form.rendering is not None:
        preview = {"title": form.clean_title, "html": form.rendering.html}
    view = _typed(visit, post, form, REFUSED if complaints else None, form.base)
    return _show_form(visit, view, post, preview=preview, status=422 if complaints else 200)


def _refuse(visit: Visit, post: Post | None, form: PostForm, refusal: Refusal) -> Response:
    base = form.base
    status = 403 if isinstance(refusal, publishing.MayNotPublish) else 409
    if isinstance(refusal, PermalinkTaken):
        form.complaints["permalink"] = refusal.sentence
    elif isinstance(refusal, SavedMeanwhile) and post is not None and post.newest is not None:
        base = str(post.newest.number)
    problem = REFUSED if isinstance(refusal, PermalinkTaken) else refusal.sentence
    return _show_form(visit, _typed(visit, post, form, problem, base), post, status=status)


def _ruling(visit: Visit, post: Post | None) -> tuple[Sentence, ...]:
    """Which rule holds for the post as it stands, and why."""
    site = visit.site
    ruling = rule_for(post or Post(), site, visit.now)
    dates = visit.house.templates.dates_for(site.language, site.time_zone)
    return tuple(explain(ruling, site, dates.date(ruling.until) if ruling.until is not None else None))


def _show_form(
    visit: Visit, form: FormView, post: Post | None = None, status: int = 200, preview: Any = None, saved: Any = None
) -> Response:
    public = post is not None and post.status == PostStatus.PUBLISHED and post.permalink
    return desk_page(
        visit,
        "posts/write.html",
        status,
        title=form.title or say("A new post"),
        form=replace(form, comments_now=_ruling(visit, post)),
        preview=preview,
        saved=saved,
        public=views.href(post.permalink) if post and post.permalink and public else None,
        draft_differs=bool(public and post and post.newest_revision_id != post.shown_revision_id),
        time_zone=visit.site.time_zone,
        buttons=_buttons(form),
    )


def _buttons(form: FormView) -> list[tuple[str, Sentence, bool]]:
    """(value, label, whether it is the filled one); the first is what a form sent without a button does."""
    live = form.status in (PostStatus.PUBLISHED, PostStatus.SCHEDULED)
    changing = say("Publish changes") if form.status == PostStatus.PUBLISHED else say("Keep this schedule")
    buttons = [("save", say("Save"), not form.may_publish), ("preview", say("Preview"), False)]
    if form.may_publish:
        buttons.append(("publish", changing if live else say("Publish"), True))
        if form.status != PostStatus.PUBLISHED:
            buttons.append(("schedule", say("Schedule"), False))
        if live:
            buttons.append(("withdraw", say("Withdraw"), False))
        if form.id is not None:
            buttons.append(("delete", say("Delete"), False))
    return buttons
