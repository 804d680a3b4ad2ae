"""The first page of the desk, the way a blog becomes one's own, and whether it is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from blog.accounts import sessions, tokens
from blog.accounts.models import Account
from blog.accounts.passwords import hash_password, judge_password
from blog.accounts.people import find_demo_owner, has_owner
from blog.accounts.roles import Capability, may
from blog.database.schema import SchemaTooNew, schema_is_current
from blog.importers import batches
from blog.jobs.troubles import count_troubles
from blog.languages.catalog import LANGUAGES
from blog.languages.dates import wait_in_words
from blog.languages.sentences import Sentence, say, say_count
from blog.late import late
from blog.moderation import changed_settings, home
from blog.moderation.policy import POLICY_WORDS
from blog.moderation.settingwords import SETTING_WORDS
from blog.posts import desks
from blog.posts.models import Post
from blog.posts.tags import count_ruled
from blog.posts.words import RULE_WORDS, table
from blog.privacy import purging
from blog.site.accents import sheet_of_accent
from blog.site.addresses import security_text
from blog.site.checking import AFTER_RULES, COMMENTS_RULES, PERMALINKS
from blog.site.looks import LOOKS
from blog.site.settings import read_site
from blog.site.setup import SettingsForm, SetupForm
from blog.web import plots
from blog.web.cookies import with_session
from blog.web.errors import show_missing, show_refusal
from blog.web.rendering import desk_page, foresee, go_to, private_page, public_document, public_file
from blog.web.visits import Visit

with late:
    from blog.demo import replacing


@dataclass(frozen=True)
class DraftLink:
    title: str
    href: str


@dataclass(frozen=True)
class ScheduledLink:
    title: str
    href: str
    at: datetime | None


NO_LINK = say(
    "This page opens with the one-time link that the blog printed in the terminal when it was started. "
    "If that link is used up or two days old, start the blog again for a new one."
)


# What the choices among the settings are called on their page.
CHOSEN: dict[str, Mapping[str, Sentence | str]] = {
    "language": LANGUAGES,
    "look": LOOKS,
    "permalinks": PERMALINKS,
    "comments_rule": RULE_WORDS,
    "comments_after_rule": RULE_WORDS,
    "waits": POLICY_WORDS,
}


def show_desk(db: Session, visit: Visit) -> Response:
    person: Account = visit.person
    comments = home.read_comments(db, person, visit.site, visit.now)
    writes = may(person, Capability.WRITE_DRAFTS)
    return desk_page(
        visit,
        "accounts/desk.html",
        title=say("Desk"),
        greeting=say("Good to see you, %(name)s", name=person.name),
        comments=comments,
        plots=_plots(comments, ZoneInfo(visit.site.time_zone)) if comments is not None else [],
        drafts=[
            DraftLink(post.newest.title if post.newest else "", f"/desk/posts/{post.id}")
            for post in (desks.own_drafts(db, person) if writes else [])
        ],
        scheduled=[
            ScheduledLink(post.newest.title if post.newest else "", f"/desk/posts/{post.id}", post.published_at)
            for post in (desks.scheduled_posts(db, person) if writes else [])
        ],
        may_write=writes,
        time_zone=visit.site.time_zone,
        to_publish=[
            (
                post.newest.title if post.newest else "",
                f"/desk/posts/{post.id}",
                post.author.name if post.author else "",
            )
            for post in desks.drafts_to_publish(db, person)
        ],
        troubles=count_troubles(db, visit.now).facts if may(person, Capability.RUN_SITE) else [],
        bringing=_bringing(db) if may(person, Capability.RUN_SITE) else None,
    )


def _plots(comments: home.Comments, zone: ZoneInfo) -> list[plots.Plot]:
    """Drawn here, without a script; each says the same in words."""

    def noon(day: date) -> datetime:
        return datetime.combine(day, time(12), zone)

    counted = [
        (noon(day), count, say_count("%(num)s comment", "%(num)s comments", count)) for day, count in comments.a_day
    ]
    waits = [
        (noon(day), wait.total_seconds() if wait is not None else 0, wait_in_words(wait) if wait is not None else None)
        for day, wait in comments.waits
    ]
    return [
        plots.Plot("comments", say("Comments by day"), home.say_a_day(comments.a_day), plots.draw(counted)),
        plots.Plot("waiting", say("How long they waited"), home.say_waits(comments.waits), plots.draw(waits)),
    ]


def _bringing(db: Session) -> Sentence | None:
    """What leads to imports: an invitation as long as nobody has written here, then only where one has been."""
    if db.scalar(select(Post.id).where(or_(Post.source.is_(None), Post.source != replacing.SOURCE)).limit(1)) is None:
        return say("Bring your blog")
    return say("Imports") if batches.newest(db, 1) else None


def show_setup(db: Session, visit: Visit) -> Response:
    token = visit.query.get("token", "")
    if _is_settled(db):
        return show_missing(visit)
    if not _may_set_up(db, visit, token):
        return show_refusal(visit, 403, NO_LINK)
    return _show_setup_form(visit, SetupForm(token=token))


def set_up_blog(db: Session, visit: Visit) -> Response:
    form = SetupForm.read(visit.form, judge_password)
    with visit.house.database.reading() as look:
        if _is_settled(look):
            return show_missing(visit)
        if not _may_set_up(look, visit, form.token):
            return show_refusal(visit, 403, NO_LINK)
    if form.complaints:
        return _show_setup_form(visit, form, 422)
    password_hash = hash_password(form.password)
    by_link = not may(visit.person, Capability.RUN_SITE)
    if _is_settled(db):
        return show_missing(visit)
    if by_link and not tokens.use_token(db, visit.keys, tokens.SET_UP, form.token, visit.now):
        return show_refusal(visit, 403, NO_LINK)
    owner = replacing.make_own(db, form, password_hash, visit.now)
    cookie = sessions.begin_session(db, visit.keys, owner, visit.agent, visit.now, visit.cookie)
    place = "/desk/imports" if visit.form.get("next") == "bring" else "/desk"
    return with_session(visit, go_to(place), cookie, sessions.LIFETIME)


def show_owner_link(db: Session, visit: Visit) -> Response:
    token = visit.query.get("token", "")
    if not tokens.token_holds(db, visit.keys, tokens.OWNER_LINK, token, visit.now):
        return show_refusal(visit, 403, NO_LINK)
    return private_page(visit, "site/owner_link.html", title=say("Open the desk"), token=token)


def use_owner_link(db: Session, visit: Visit) -> Response:
    token = visit.form.get("token")
    owner = find_demo_owner(db)
    if owner is None or not tokens.use_token(db, visit.keys, tokens.OWNER_LINK, token, visit.now):
        return show_refusal(visit, 403, NO_LINK)
    cookie = sessions.begin_session(db, visit.keys, owner, visit.agent, visit.now, visit.cookie)
    return with_session(visit, go_to("/desk"), cookie, sessions.LIFETIME)


def show_settings(db: Session, visit: Visit) -> Response:
    return _show_settings_form(
        db, visit, SettingsForm.of(visit.site, visit.language), saved=visit.query.get("done") == "saved"
    )


def change_settings(db: Session, visit: Visit) -> Response:
    form = SettingsForm.read(visit.form, visit.site)
    if visit.form.get("action") == "theirs":
        form = form.keeping(visit.form.all("clashing"))
    if form.complaints:
        with visit.house.database.reading() as look:
            return _show_settings_form(look, visit, form, 422)
    try:
        wanted, seen = form.changes(), form.seen()
        changed_settings.change_settings(db, visit.person, wanted, seen, visit.now, visit.language)
    except changed_settings.SettingsClash as meanwhile:
        form = form.having_seen({clash.name: clash.theirs for clash in meanwhile.clashes})
        with visit.house.database.reading() as look:
            return _show_settings_form(look, visit, form, 409, clashes=meanwhile.clashes)
    return go_to("/desk/settings?done=saved")


def show_security_contact(db: Session, visit: Visit) -> Response:
    """RFC 9116. Its end moves once a day, at midnight, so that the page is the same one until then."""
    foresee(db, visit, ["robots"])
    if not visit.site.security_contact:
        return show_missing(visit)
    midnight = visit.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    languages, url = list(dict.fromkeys([visit.site.language, "en"])), f"{visit.settings.url}{visit.path}"
    text = security_text(visit.site.security_contact, midnight + timedelta(days=365), languages, url)
    return public_document(db, visit, text, ["robots"], "text/plain; charset=utf-8", midnight + timedelta(days=1))


def show_accent(db: Session, visit: Visit) -> Response:
    """The owner's own accent as a sheet; another colour has another address, and the old one leads there."""
    foresee(db, visit, ["robots"])
    name, sheet = sheet_of_accent(visit.site.accent, visit.site.look)
    if not name:
        return show_missing(visit)
    if visit.params["sheet"] != name:
        return go_to(visit.site.accent_sheet, 302)
    return public_file(db, visit, sheet.encode(), ["robots"], "text/css; charset=utf-8")


def show_health(db: Session, visit: Visit) -> Response:
    """200 only if the database answers and the schema is this program's."""
    try:
        well = schema_is_current(db.connection())
    except SchemaTooNew:
        well = False
    return JSONResponse({"well": well}, 200 if well else 503, {"Cache-Control": "no-store"})


def report_ill(visit: Visit, status: int, sentence: Sentence) -> Response:
    """A health page must answer without anything that could be ill itself."""
    return JSONResponse({"well": False, "says": str(sentence)}, status, {"Cache-Control": "no-store"})


def _is_settled(db: Session) -> bool:
    """Whether this blog is somebody's own already; as long as the demo stands it is not."""
    return has_owner(db) and not read_site(db).demo


def _may_set_up(db: Session, visit: Visit, token: str) -> bool:
    if may(visit.person, Capability.RUN_SITE):
        return True
    return tokens.token_holds(db, visit.keys, tokens.SET_UP, token, visit.now)


def _show_settings_form(
    db: Session,
    visit: Visit,
    form: SettingsForm,
    status: int = 200,
    saved: bool = False,
    clashes: Sequence[changed_settings.Clash] = (),
) -> Response:
    return desk_page(
        visit,
        "site/settings.html",
        status,
        title=say("Settings"),
        form=form,
        saved=saved,
        clashes=[(clash, SETTING_WORDS[clash.name]) for clash in clashes],
        chosen=CHOSEN,
        languages=list(LANGUAGES.items()),
        zones=sorted(available_timezones()),
        permalinks=list(PERMALINKS.items()),
        by_mail=bool(visit.settings.smtp_url),
        rules=[(rule, RULE_WORDS[rule]) for rule in COMMENTS_RULES],
        looks=list(LOOKS.items()),
        policies=list(POLICY_WORDS.items()),
        after_rules=[(rule, RULE_WORDS[rule]) for rule in AFTER_RULES],
        table=table(visit.site, count_ruled(db)),
        unread=purging.has_unread(db),
    )


def _show_setup_form(visit: Visit, form: SetupForm, status: int = 200) -> Response:
    return private_page(
        visit,
        "site/setup.html",
        status,
        title=say("Set up your blog"),
        form=form,
        languages=list(LANGUAGES.items()),
        zones=sorted(available_timezones()),
        demo=visit.site.demo,
    )
