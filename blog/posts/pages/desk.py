"""Writing in the desk: the list of posts, and one form that saves, previews, publishes, schedules and takes down."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.models import Account
from blog.accounts.roles import Capability, may, writes_unfiltered
from blog.errors import Refusal
from blog.languages.sentences import Sentence, say
from blog.posts import publishing, standing, together, unsaved, writing
from blog.posts.cleaned import cleaned_of, with_html_kept
from blog.posts.forms import BESIDE, WORDS, PostForm
from blog.posts.models import Post, PostKind, PostStatus
from blog.posts.pages import formviews
from blog.posts.pages.conflicts import Conflict, conflict_of, standoff_of
from blog.posts.pages.formviews import Around
from blog.posts.permalinks import PermalinkTaken
from blog.posts.pictures import dressed
from blog.posts.shownfields import as_shown
from blog.posts.standing import StandsOtherwise
from blog.posts.together import Together
from blog.posts.unsaved import Waiting
from blog.posts.writing import PagesAreEditors, SavedMeanwhile
from blog.web.rendering import go_to
from blog.web.visits import Visit

REFUSED = say("This is not stored yet. Your text is kept.")
SAVED = {
    "saved": say("Saved. Readers see nothing of it until it is published."),
    "sent": say(
        "Saved. It waits on the desk of the editors now; you can go on writing until one of them publishes it."
    ),
    "kept": say("Saved as a newer version. Readers still see the published one."),
    "behind": say(
        "Saved as a newer version. What appears by itself is still the one before; press “Keep this schedule” to have "
        "this one appear."
    ),
    "ruled": say(
        "Saved. What this post says about comments holds at once; words, tags and address wait until you publish the "
        "changes."
    ),
    "published": say("Published. Readers see it now."),
    "deleted": say("Deleted. Its address says that it was taken down; below it can be put back."),
    "restored": say("Put back as a draft. Publish it, and it stands where it stood."),
    "withdrawn": say("Withdrawn. It is a draft again, and its address answers with “not found”."),
    "theirs": say("This is the other text. Yours is kept as unsaved; take it up whenever you like."),
    "unsigned": say("Saved. You do not sign that post any more, so it is no longer among yours."),
    "away": say("Put away. It is found here for two more days:"),
    "brought": say("Words and cover of that revision are the newest ones now. Readers see them once you publish."),
}
# What a newer version of a post means to readers, by where the post stands.
KEPT_AS = {PostStatus.DRAFT: "saved", PostStatus.SCHEDULED: "behind"}
REFUSALS = (PermalinkTaken, SavedMeanwhile, StandsOtherwise, PagesAreEditors, publishing.MayNotPublish)


def restore_post(db: Session, visit: Visit) -> Response:
    post = writing.find_to_change(db, visit.person, visit.params["post"], deleted=True)
    publishing.check_may_publish(visit.person, post)
    publishing.restore(db, post, visit.now)
    return go_to(f"/desk/posts/{post.id}?done=restored")


def show_new_post(db: Session, visit: Visit) -> Response:
    draft = unsaved.read_draft(visit.query.get("draft", ""))
    if draft:
        text = unsaved.find_unsaved(db, visit.person, draft)
        return formviews.form_page(visit, formviews.of_unsaved(visit, None, text), None, Around(taken_up=text))
    kind = PostKind.PAGE if visit.query.get("kind") == PostKind.PAGE else PostKind.POST
    if kind == PostKind.PAGE and not may(visit.person, Capability.EDIT_ALL_POSTS):
        raise PagesAreEditors
    return formviews.form_page(visit, formviews.empty(visit, kind), None, Around(waiting=_waiting(db, visit, None)))


def create_post(db: Session, visit: Visit) -> Response:
    form = PostForm.read(visit.form, visit.site.time_zone, visit.now, unfiltered=writes_unfiltered(visit.person))
    if form.complaints or form.action in ("preview", "theirs", "merge"):
        return _show_again(visit, None, form)
    try:
        if form.action in ("publish", "schedule"):
            publishing.check_may_publish(visit.person, None)
        post = writing.start_post(db, visit.person, form, visit.now)
        done = _act(db, visit, post, form)
    except REFUSALS as refusal:
        db.rollback()
        return _refuse(db, visit, None, form, refusal)
    unsaved.end(db, visit.person, unsaved.read_draft(form.draft), visit.now)
    return go_to(f"/desk/posts/{post.id}?done={done}")


def show_post_form(db: Session, visit: Visit) -> Response:
    post = writing.find_editable(db, visit.person, visit.params["post"])
    done = visit.query.get("done", "")
    saved = SAVED.get("sent" if done == "saved" and not formviews.may_publish(visit, post) else done)
    saved = saved or _standing(visit, post)
    draft = unsaved.read_draft(visit.query.get("draft", ""))
    if draft:
        text = unsaved.find_unsaved(db, visit.person, draft)
        return formviews.form_page(visit, formviews.of_unsaved(visit, post, text), post, Around(taken_up=text))
    newest = post.newest
    preview = {"title": newest.title, "html": newest.html} if newest and newest.html else None
    around = Around(preview=preview, saved=saved, waiting=_waiting(db, visit, post), cleaned=cleaned_of(db, post))
    return formviews.form_page(visit, formviews.of_post(visit, post), post, around)


def change_post(db: Session, visit: Visit) -> Response:
    # What the words are written in is the post's own; the form cannot change it.
    with visit.house.database.reading() as look:
        format = formviews.format_of(writing.find_editable(look, visit.person, visit.params["post"]))
    form = PostForm.read(
        visit.form, visit.site.time_zone, visit.now, format, unfiltered=writes_unfiltered(visit.person)
    )
    if form.action in ("preview", "merge") or (form.complaints and form.action not in ("withdraw", "delete", "theirs")):
        with visit.house.database.reading() as look:
            post = writing.find_editable(look, visit.person, visit.params["post"])
            return (
                _bring_together(look, visit, post, form) if form.action == "merge" else _show_again(visit, post, form)
            )
    post = writing.find_to_change(db, visit.person, visit.params["post"])
    try:
        done = _change(db, visit, post, form)
    except REFUSALS as refusal:
        db.rollback()
        # Two long texts are compared here: nobody waits for the write lock meanwhile.
        with visit.house.database.reading() as look:
            post = writing.find_editable(look, visit.person, visit.params["post"])
            return _refuse(look, visit, post, form, refusal)
    if done == "deleted":
        return go_to(f"/desk/posts?done=deleted{'&kind=page' if post.kind == PostKind.PAGE else ''}")
    return go_to(f"/desk/posts/{post.id}?done={done}")


def _change(db: Session, visit: Visit, post: Post, form: PostForm) -> str:
    """Do what the form's button says; the word for what was done."""
    if form.action == "theirs":
        _keep_words(db, visit, post, form)
        return "theirs"
    if form.action != "save" or post.status != PostStatus.DRAFT:
        publishing.check_may_publish(visit.person, post)
    if form.action in ("withdraw", "delete"):
        standing.check_state(post, form, visit.site.time_zone, visit.now)
        _keep_words(db, visit, post, form)
    if form.action == "withdraw":
        publishing.withdraw(db, post, visit.now)
        return "withdrawn"
    if form.action == "delete":
        publishing.delete_post(db, post, visit.now)
        return "deleted"
    writing.check_behind(db, post, form)
    form = standing.settle(post, form, visit.site.time_zone, visit.now)
    ruled = "comments" not in form.missing and post.comments_rule != (form.comments or None)
    writing.save(db, post, visit.person, form, visit.now)
    done = _act(db, visit, post, form)
    if done == "kept" and ruled:
        done = "ruled"
    unsaved.end(db, visit.person, unsaved.read_draft(form.draft), visit.now)
    return done


def _act(db: Session, visit: Visit, post: Post, form: PostForm) -> str:
    if form.action not in ("publish", "schedule"):
        return KEPT_AS.get(PostStatus(post.status), "kept")
    revision = writing.newest_revision(db, post)
    publishing.publish(db, post, revision, form, visit.site.time_zone, visit.now, visit.person)
    return "scheduled" if post.status == PostStatus.SCHEDULED else "published"


def _keep_words(db: Session, visit: Visit, post: Post, form: PostForm) -> None:
    """What the form says and nobody asked to save is not lost with it."""
    newest = post.newest
    if (
        newest is None
        or not (form.title or form.body)
        or writing.says_the_same(newest, form.title, form.body, form.excerpt)
    ):
        return
    draft = unsaved.read_draft(form.draft) or unsaved.new_draft()
    # Of two texts it goes on from where it was begun, so that it will still not cover the other one unasked.
    fields = {name: visit.form.get(name) for name in (*WORDS, *BESIDE, "shown")}
    fields["revision"] = form.began or form.base
    if not unsaved.keep(db, visit.person, post.id, draft, fields, visit.now):
        unsaved.keep(db, visit.person, post.id, unsaved.new_draft(), fields, visit.now)


def _standing(visit: Visit, post: Post) -> Sentence | None:
    """Where the post stands, when nothing was just done to it."""
    if post.status != PostStatus.DRAFT and post.published_at is not None:
        zone = visit.site.time_zone
        time = visit.house.templates.dates_for(visit.language, zone).appointment(post.published_at, visit.now)
        if post.status == PostStatus.SCHEDULED:
            return say("Scheduled. It appears by itself on %(time)s (%(zone)s).", time=time, zone=zone)
        return say("Published on %(time)s (%(zone)s).", time=time, zone=zone)
    if post.status == PostStatus.DRAFT and not formviews.may_publish(visit, post):
        return say("A draft. Editors see it waiting on their desk; once one of them publishes it, readers see it.")
    if post.status == PostStatus.DRAFT:
        return say("A draft. Only people of the desk see it.")
    return None


def _waiting(db: Session, visit: Visit, post: Post | None) -> tuple[Waiting, ...]:
    """What this person has typed into forms of this very post, or of new ones, and never saved."""
    here = post.id if post is not None else None
    return tuple(one for one in unsaved.list_unsaved(db, visit.person) if (one.post.id if one.post else None) == here)


def _show_again(visit: Visit, post: Post | None, form: PostForm) -> Response:
    """After a preview, or when the form complains: everything typed, and nothing stored."""
    complaints = form.complaints
    preview = None
    rendering = with_html_kept(post.newest if post else None, form).rendering
    if form.action == "preview" and rendering is not None:
        with visit.house.database.reading() as look:
            preview = {"title": form.clean_title, "html": dressed(look, str(rendering.html))}
    view = formviews.as_typed(visit, post, form, REFUSED if complaints else None, form.base)
    return formviews.form_page(visit, view, post, Around(preview=preview), 422 if complaints else 200)


def _bring_together(db: Session, visit: Visit, post: Post, form: PostForm) -> Response:
    """What both did, in the form, to be read over and saved; where they began with nothing in common, side by side."""
    base = writing.find_by_number(db, post, form.began or form.base)
    newest = writing.newest_revision(db, post)
    if base is None:
        return _refuse(db, visit, post, form, SavedMeanwhile())
    both = together.bring_together(post, standing.bring_rule(post, form), base, newest)
    view = formviews.as_typed(visit, post, both.form, None, str(newest.number))
    view = replace(view, shown=as_shown(standing.standing(post, visit.site.time_zone)))
    conflict = _conflict(db, visit, post, both.form, both)
    return formviews.form_page(visit, view, post, Around(conflict=conflict))


def _conflict(db: Session, visit: Visit, post: Post, form: PostForm, both: Together | None = None) -> Conflict:
    newest = writing.newest_revision(db, post)
    saver = db.get(Account, newest.saved_by) if newest.saved_by is not None else None
    base = writing.find_by_number(db, post, form.began or form.base)
    return conflict_of(post, form, newest, saver, visit.person, base, both)


def _refuse(db: Session, visit: Visit, post: Post | None, form: PostForm, refusal: Refusal) -> Response:
    status = 403 if isinstance(refusal, publishing.MayNotPublish | PagesAreEditors) else 409
    if isinstance(refusal, PermalinkTaken):
        form.complaints["permalink"] = refusal.sentence
    if post is not None and post.newest is not None and isinstance(refusal, SavedMeanwhile | StandsOtherwise):
        return _show_both(db, visit, post, form, refusal)
    problem = REFUSED if isinstance(refusal, PermalinkTaken) else refusal.sentence
    view = formviews.as_typed(visit, post, form, problem, form.base)
    return formviews.form_page(visit, view, post, Around(), status)


def _show_both(
    db: Session, visit: Visit, post: Post, form: PostForm, refusal: SavedMeanwhile | StandsOtherwise
) -> Response:
    """What is typed and what stands, to choose: whatever is sent from this page has seen what stands now."""
    if isinstance(refusal, StandsOtherwise):
        form = refusal.form
        around, began = Around(standoff=standoff_of(post, form, refusal)), form.began
    else:
        form = standing.bring_rule(post, form)
        around, began = Around(conflict=_conflict(db, visit, post, form)), form.began or form.base
    view = formviews.as_typed(visit, post, form, refusal.sentence, str(writing.newest_revision(db, post).number))
    shown = as_shown(standing.standing(post, visit.site.time_zone))
    return formviews.form_page(visit, replace(view, began=began, shown=shown), post, around, 409)
