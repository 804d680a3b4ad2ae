"""The post form as its page shows it: filled from a post, from what was typed, or from what is not saved yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.responses import Response

from blog.accounts.roles import Capability, may, writes_unfiltered
from blog.languages.sentences import Sentence, say
from blog.languages.written import language_name, languages_by_name, read_language
from blog.markup.unfiltered import is_blocked
from blog.posts.bylines import is_own
from blog.posts.cleaned import Cleaned
from blog.posts.covers import cover_of
from blog.posts.forms import BESIDE, LONGEST_BODY, PostForm
from blog.posts.models import Post, PostKind, PostStatus, Unsaved
from blog.posts.pages import views
from blog.posts.pages.conflicts import Conflict, Standoff
from blog.posts.pages.writers import others_with
from blog.posts.pictures import silent_pictures
from blog.posts.rules import rule_for
from blog.posts.shownfields import as_shown
from blog.posts.standing import standing
from blog.posts.times import read_time
from blog.posts.unsaved import Waiting, new_draft, read_draft
from blog.posts.words import CHOICES, CHOICES_OF_PAGES, KINDS, explain
from blog.web.rendering import desk_page
from blog.web.visits import Visit

FOREIGN_PICTURE = re.compile(r'<img\b[^>]*?\bsrc="(https?://[^"]*)"')

NEW = "/desk/posts/new"


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
    excerpt: str = ""
    language: str = ""
    kind: str = PostKind.POST
    # What it may become: nothing else, for who writes posts only.
    kinds: tuple[Any, ...] = ()
    # The name under which it is kept while it is not saved.
    draft: str = field(default_factory=new_draft)
    # The revision it was begun with, where somebody has saved another since.
    began: str = ""
    # What stood beside the words when it was shown, so that what is changed here is told from what others change.
    shown: str = ""
    # What it holds is typed and stored nowhere as a revision.
    unsaved: bool = False
    problem: Sentence | None = None
    complaints: dict[str, Sentence] = field(default_factory=dict)
    comments_choices: tuple[Any, ...] = CHOICES
    # Which rule holds now, and why.
    comments_now: tuple[Sentence, ...] = ()

    @property
    def tongue(self) -> str | None:
        """The language of the words in the boxes; None where it is the site's or none we know."""
        return read_language(self.language)

    @property
    def is_page(self) -> bool:
        return self.kind == PostKind.PAGE

    @property
    def silent_pictures(self) -> int:
        """How many pictures tell nothing to those who do not see them."""
        return silent_pictures(self.body) if self.format == "markdown" else 0


@dataclass(frozen=True)
class Around:
    """What stands around the form."""

    preview: Any = None
    saved: Sentence | None = None
    conflict: Conflict | None = None
    # What both have changed beside the words, where nobody has saved another text.
    standoff: Standoff | None = None
    # Texts of this person that were never saved, to be taken up or put away.
    waiting: tuple[Waiting, ...] = ()
    # The form is filled with such a text.
    taken_up: Unsaved | None = None
    # What the newest revision lost when it was saved.
    cleaned: Cleaned | None = None


def empty(visit: Visit, kind: str = PostKind.POST) -> FormView:
    return FormView(None, "", "", "", "", "", "", NEW, "", "markdown", None, may_publish(visit, None), kind=kind)


def of_post(visit: Visit, post: Post) -> FormView:
    """The form filled with the newest revision, and with what was planned for it."""
    newest, stands = post.newest, standing(post, visit.site.time_zone)
    beside: dict[str, Any] = {name: stands[name] for name in BESIDE}
    return FormView(
        id=post.id,
        title=newest.title if newest else "",
        body=newest.typed if newest else "",
        action=f"/desk/posts/{post.id}",
        base=str(newest.number) if newest else "",
        format=format_of(post),
        status=post.status,
        may_publish=may_publish(visit, post),
        shown=as_shown(stands),
        **beside,
    )


def as_typed(visit: Visit, post: Post | None, form: PostForm, problem: Sentence | None, base: str) -> FormView:
    """The form as it was sent, with what stands in the way."""
    return FormView(
        id=post.id if post else None,
        title=form.title,
        body=form.body,
        tags=form.tags,
        permalink=form.permalink,
        published_at=form.published_at,
        excerpt=form.excerpt,
        language=form.language,
        comments=(post.comments_rule or "") if post and "comments" in form.missing else form.comments,
        action=f"/desk/posts/{post.id}" if post else NEW,
        base=base,
        shown=as_shown(form.shown),
        format=form.format,
        status=post.status if post else None,
        may_publish=may_publish(visit, post),
        kind=form.kind or (post.kind if post else PostKind.POST),
        draft=read_draft(form.draft) or new_draft(),
        unsaved=True,
        problem=problem,
        complaints=form.complaints,
    )


def of_unsaved(visit: Visit, post: Post | None, text: Unsaved) -> FormView:
    """The form as it stood when it was last kept, with what it was begun on."""
    of = of_post(visit, post) if post is not None else empty(visit)
    plan = text.plan
    base = text.base if post is not None else ""
    shown = plan.get("shown", "") if post is not None else ""
    # What was put away goes on under a new name: nothing is kept under the old one any more.
    draft = text.draft if text.ended_at is None else of.draft
    return replace(
        of,
        title=text.title,
        body=text.typed,
        tags=plan.get("tags", ""),
        permalink=plan.get("permalink", ""),
        published_at=plan.get("published_at", ""),
        excerpt=plan.get("excerpt", of.excerpt),
        language=plan.get("language", of.language),
        # Of a text that does not say what the rule was when it was typed, nobody knows whether it was to be another.
        comments=plan.get("comments", "") if shown or post is None else of.comments,
        shown=shown or (as_shown({"comments": of.comments}) if post is not None else ""),
        kind=plan.get("kind") or of.kind,
        base=base,
        draft=draft,
        unsaved=True,
    )


def format_of(post: Post) -> str:
    return post.newest.format if post.newest else "markdown"


def may_publish(visit: Visit, post: Post | None) -> bool:
    own = post is None or is_own(post, visit.person)
    return may(visit.person, Capability.EDIT_ALL_POSTS) or (own and may(visit.person, Capability.PUBLISH_OWN))


def form_page(visit: Visit, form: FormView, post: Post | None, around: Around, status: int = 200) -> Response:
    public = post is not None and post.status == PostStatus.PUBLISHED and post.permalink
    return desk_page(
        visit,
        "posts/write.html",
        status,
        title=form.title or (say("A new page") if form.is_page else say("A new post")),
        form=_as_its_kind(visit, form, post),
        around=around,
        others=others_with(visit, post.id) if post else (),
        cover=cover_of(post.newest) if post and post.newest else None,
        public=views.href(post.permalink) if post and post.permalink and public else None,
        draft_differs=bool(public and post and post.newest_revision_id != post.shown_revision_id),
        behind=bool(post and post.status == PostStatus.SCHEDULED and post.newest_revision_id != post.shown_revision_id),
        elsewhere=_pictures_elsewhere(around, visit.settings.url),
        blocked=bool(around.preview and is_blocked(str(around.preview["html"]))),
        time_zone=visit.site.time_zone,
        longest_body=LONGEST_BODY,
        spoken_time=_spoken_time(visit, form),
        languages=_languages(form.tongue, visit.site.language),
        site_language=language_name(visit.site.language, visit.site.language),
        buttons=_buttons(form),
        cleans=bool(post and post.newest and post.newest.unfiltered and not writes_unfiltered(visit.person)),
    )


def _spoken_time(visit: Visit, form: FormView) -> str:
    """The time in the form as people say it; "" where there is none."""
    zone = visit.site.time_zone
    time = read_time(form.published_at, zone)
    dates = visit.house.templates.dates_for(visit.language, zone)
    return dates.appointment(time, visit.now) if time is not None else ""


def _pictures_elsewhere(around: Around, own: str) -> bool:
    """Whether pictures of the text stand on other servers: a page of this blog shows none of those."""
    html = str(around.preview["html"]) if around.preview else ""
    return any(not address.startswith(f"{own}/") for address in FOREIGN_PICTURE.findall(html))


def _languages(chosen: str | None, reader: str) -> list[tuple[str, str]]:
    """Those that are offered, and the one the post has."""
    offered = languages_by_name(reader)
    if chosen is None or any(tag == chosen for tag, _ in offered):
        return offered
    return [(chosen, language_name(chosen, reader)), *offered]


def _as_its_kind(visit: Visit, form: FormView, post: Post | None) -> FormView:
    """With what a form of its kind offers, to this person."""
    return replace(
        form,
        comments_now=_ruling(visit, post or Post(kind=form.kind)),
        comments_choices=CHOICES_OF_PAGES if form.is_page else CHOICES,
        kinds=KINDS if may(visit.person, Capability.EDIT_ALL_POSTS) else (),
    )


def _ruling(visit: Visit, post: Post) -> tuple[Sentence, ...]:
    """Which rule holds for the post as it stands, and why."""
    site = visit.site
    ruling = rule_for(post, site, visit.now)
    dates = visit.house.templates.dates_for(site.language, site.time_zone)
    return tuple(explain(ruling, site, dates.date(ruling.until) if ruling.until is not None else None))


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
