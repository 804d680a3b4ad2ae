"""Every URL of the site on one screen: method, path, handler, who may enter."""

from __future__ import annotations

from blog.accounts import pages as accounts
from blog.accounts.roles import Capability, may
from blog.checkup import pages as checkup
from blog.comments.pages import finding, following, identity, pinning, receipts, reporting
from blog.comments.pages import sending as comments
from blog.feeds import pages as feeds
from blog.importers import pages as importing
from blog.jobs import pages as jobs
from blog.media import pages as media
from blog.moderation import pages as moderation
from blog.posts.pages import desk as writing
from blog.posts.pages import reading as posts
from blog.posts.pages import tags as tagging
from blog.privacy import pages as privacy
from blog.site import pages as site
from blog.web.access import ANYONE, GREETED, TOKEN, Access
from blog.web.door import Route

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


def needs(capability: Capability) -> Access:
    """Only for who has the capability; strangers are led to sign in, others find nothing."""
    return Access(capability.value, signed_in=True, allows=lambda person: may(person, capability))


STAFF = needs(Capability.ENTER_DESK)
WRITER = needs(Capability.WRITE_DRAFTS)
EDITOR = needs(Capability.EDIT_ALL_POSTS)
OWNER = needs(Capability.RUN_SITE)
DECIDER = needs(Capability.MODERATE_OWN)

# fmt: off
ROUTES: tuple[Route, ...] = (
    # readers
    Route("GET",  "/",                          posts.show_home,                  ANYONE),
    Route("GET",  "/feeds/posts/default",       feeds.show_post_feed,             ANYONE),
    Route("GET",  "/feeds/comments/default",    feeds.show_comment_feed,          ANYONE),
    Route("GET",  "/feeds/{post:long}/comments/default", feeds.show_comment_feed_of_post, ANYONE),
    Route("GET",  "/tags/{tag}",                posts.show_tag,                   ANYONE),
    Route("GET",  "/search/label/{label:path}", posts.show_label,                 ANYONE),
    Route("GET",  "/media/{name}",              media.show_picture,               ANYONE),
    Route("GET",  "/moderation",                moderation.show_policy,           ANYONE),
    Route("GET",  "/healthz",                   site.show_health,                 ANYONE, keeper=site.report_ill),
    # commenters
    Route("GET",  "/comments",                  comments.show_comments_home,      ANYONE),
    Route("POST", "/comments",                  comments.submit_comment,          ANYONE, keeper=comments.refuse_comment),
    Route("GET",  "/-/comment/{comment}",       finding.show_comment,             ANYONE),
    Route("GET",  "/-/reply/{comment}",         comments.show_reply_form,         ANYONE),
    Route("GET",  "/-/report/{comment}",        reporting.show_report_form,       ANYONE),
    Route("POST", "/-/report/{comment}",        reporting.report_comment,         ANYONE, keeper=reporting.refuse_report),
    Route("GET",  "/comments/{comment}/{seal}", receipts.show_receipt,            ANYONE),
    Route("POST", "/comments/{comment}/{seal}", receipts.change_receipt,          ANYONE, keeper=receipts.refuse_receipt),
    Route("GET",  "/-/mail/{token}",            following.show_mail,              TOKEN),
    Route("POST", "/-/mail/{token}",            following.change_mail,            TOKEN),
    Route("GET",  "/-/proofs/{token}",          identity.show_proof,              TOKEN),
    Route("POST", "/-/proofs/{token}",          identity.use_proof,               TOKEN),
    # what is kept about a person
    Route("GET",  "/-/own-data",                privacy.show_asking,              ANYONE),
    Route("POST", "/-/own-data",                privacy.ask_for_own_data,         ANYONE, keeper=privacy.refuse_asking),
    Route("GET",  "/-/own-data/{key}",          privacy.show_own_data,            TOKEN),
    Route("GET",  "/-/own-data/{key}/file",     privacy.download_own_data,        TOKEN),
    Route("POST", "/-/own-data/{key}",          privacy.erase_own_data,           TOKEN),
    Route("GET",  "/-/own-data-gone",           privacy.show_gone,                ANYONE),
    # signing in, and the first owner
    Route("GET",  "/sign-in",                   accounts.show_sign_in,            GREETED),
    Route("POST", "/sign-in",                   accounts.sign_in,                 ANYONE, hashes=True, limit=2 * MEGABYTE),
    Route("POST", "/sign-out",                  accounts.sign_out,                ANYONE),
    Route("GET",  "/-/setup",                   site.show_setup,                  GREETED),
    Route("POST", "/-/setup",                   site.set_up_blog,                 GREETED, hashes=True),
    Route("GET",  "/-/owner",                   site.show_owner_link,             ANYONE),
    Route("POST", "/-/owner",                   site.use_owner_link,              ANYONE),
    # the desk
    Route("GET",  "/desk",                      site.show_desk,                   STAFF),
    Route("GET",  "/desk/comments",             moderation.show_queue,            DECIDER),
    Route("GET",  "/desk/events",               moderation.show_events,           DECIDER),
    Route("POST", "/desk/reading",              moderation.note_reading,          DECIDER),
    Route("POST", "/desk/decisions",            moderation.decide_comments,       DECIDER),
    Route("POST", "/desk/undos",                moderation.undo_action,           DECIDER),
    Route("POST", "/desk/pins",                 pinning.pin_comment,              DECIDER),
    Route("GET",  "/desk/posts",                writing.show_posts,               WRITER),
    Route("GET",  "/desk/posts/new",            writing.show_new_post,            WRITER),
    Route("POST", "/desk/posts/new",            writing.create_post,              WRITER, limit=2 * MEGABYTE),
    Route("GET",  "/desk/posts/{post:int}",     writing.show_post_form,           WRITER),
    Route("POST", "/desk/posts/{post:int}",     writing.change_post,              WRITER, limit=2 * MEGABYTE),
    Route("POST", "/desk/posts/{post:int}/restorations", writing.restore_post,    WRITER),
    Route("GET",  "/desk/tags",                 tagging.show_tags,                EDITOR),
    Route("POST", "/desk/tags",                 tagging.rule_tags,                EDITOR),
    Route("GET",  "/desk/outbox",               jobs.show_outbox,                 OWNER),
    Route("POST", "/desk/outbox",               jobs.settle_outbox,               OWNER),
    Route("GET",  "/desk/check",                checkup.show_health_page,         OWNER),
    Route("GET",  "/desk/settings",             site.show_settings,               OWNER),
    Route("POST", "/desk/settings",             site.change_settings,             OWNER),
    Route("GET",  "/desk/imports",              importing.show_imports,           OWNER),
    Route("POST", "/desk/imports",              importing.upload_export,          OWNER, limit=2 * GIGABYTE, uploads=True),
    Route("GET",  "/desk/imports/moving",       importing.show_moving,            OWNER),
    Route("GET",  "/desk/imports/{batch:int}",  importing.show_import,            OWNER),
    Route("POST", "/desk/imports/{batch:int}",  importing.change_import,          OWNER),
    Route("GET",  "/desk/imports/{batch:int}/pictures", importing.show_pictures,  OWNER),
    Route("POST", "/desk/imports/{batch:int}/pictures", importing.fetch_pictures, OWNER),
    # archives, and last of all the posts themselves
    Route("GET",  "/{year:int}/",               posts.show_year,                  ANYONE),
    Route("GET",  "/{year:int}/{month:int}/",   posts.show_month,                 ANYONE),
    Route("GET",  "/{permalink:path}",          posts.show_post,                  ANYONE),
)
# fmt: on
