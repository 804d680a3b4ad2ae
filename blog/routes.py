"""Every URL of the site on one screen: method, path, handler, who may enter."""

from __future__ import annotations

from blog.accounts.pages import address, codes, forgotten, passkeys, ways, you
from blog.accounts.pages import signing_in as accounts
from blog.accounts.roles import Capability, may
from blog.checkup import pages as checkup
from blog.comments.pages import answering, finding, following, identity, newest, pinning, receipts, reporting
from blog.comments.pages import sending as comments
from blog.feeds import pages as feeds
from blog.importers import pages as importing
from blog.jobs import pages as jobs
from blog.mail import pages as mail
from blog.media.pages import library as pictures
from blog.media.pages import serving as media
from blog.moderation.pages import bans, emergency, inviting, logbook, people, reasons, staff
from blog.moderation.pages import queue as moderation
from blog.posts.pages import authors, cards, composing, covers, listing, profile, sharing, writers
from blog.posts.pages import desk as writing
from blog.posts.pages import menu as menus
from blog.posts.pages import onetag as tag
from blog.posts.pages import reading as posts
from blog.posts.pages import revisions as versions
from blog.posts.pages import tags as tagging
from blog.posts.pages import unsaved as keeping
from blog.privacy import pages as privacy
from blog.search import pages as search
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
MODERATOR = needs(Capability.MODERATE_ALL)

# fmt: off
ROUTES: tuple[Route, ...] = (
    # readers
    Route("GET",  "/",                          posts.show_home,                  ANYONE),
    Route("GET",  "/feeds/posts/default",       feeds.show_post_feed,             ANYONE),
    Route("GET",  "/feeds/posts/default/-/{label:path}", feeds.show_tag_feed,     ANYONE),
    Route("GET",  "/feeds/authors/{author}",    feeds.show_author_feed,           ANYONE),
    Route("GET",  "/feeds/comments/default",    feeds.show_comment_feed,          ANYONE),
    Route("GET",  "/feeds/{post:long}/comments/default", feeds.show_comment_feed_of_post, ANYONE),
    Route("GET",  "/sitemap.xml",               feeds.show_sitemap,               ANYONE),
    Route("GET",  "/robots.txt",                feeds.show_robots,                ANYONE),
    Route("GET",  "/.well-known/security.txt",  site.show_security_contact,       ANYONE),
    Route("GET",  "/tags/{tag}",                posts.show_tag,                   ANYONE),
    Route("GET",  "/authors/{author}",          authors.show_author,              ANYONE),
    Route("GET",  "/search",                    search.show_search,               ANYONE),
    Route("GET",  "/search/label/{label:path}", posts.show_label,                 ANYONE),
    Route("GET",  "/-/accent/{sheet}",          site.show_accent,                 ANYONE),
    Route("GET",  "/-/card/{card}",             cards.show_card,                  ANYONE, draws=True),
    Route("GET",  "/media/{name}",              media.show_picture,               ANYONE),
    Route("GET",  "/moderation",                moderation.show_policy,           ANYONE),
    Route("GET",  "/healthz",                   site.show_health,                 ANYONE, keeper=site.report_ill),
    # commenters
    Route("GET",  "/comments",                  comments.show_comments_home,      ANYONE),
    Route("POST", "/comments",                  comments.submit_comment,          ANYONE, keeper=comments.refuse_comment),
    Route("GET",  "/-/comments",                newest.show_newest,               ANYONE),
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
    Route("GET",  "/-/preview/{token}",         sharing.show_preview,             TOKEN),
    # what is kept about a person
    Route("GET",  "/-/own-data",                privacy.show_asking,              ANYONE),
    Route("POST", "/-/own-data",                privacy.ask_for_own_data,         ANYONE, keeper=privacy.refuse_asking),
    Route("GET",  "/-/own-data/{key}",          privacy.show_own_data,            TOKEN),
    Route("GET",  "/-/own-data/{key}/file",     privacy.download_own_data,        TOKEN),
    Route("POST", "/-/own-data/{key}",          privacy.erase_own_data,           TOKEN),
    Route("GET",  "/-/own-data-gone",           privacy.show_gone,                ANYONE),
    # decisions by a link in a letter to the staff
    Route("GET",  "/-/decide/{token}",          mail.show_mailed,                 TOKEN),
    Route("POST", "/-/decide/{token}",          mail.decide_mailed,               TOKEN),
    # signing in, and the first owner
    Route("GET",  "/sign-in",                   accounts.show_sign_in,            GREETED),
    Route("POST", "/sign-in",                   accounts.sign_in,                 ANYONE, hashes=True, limit=2 * MEGABYTE),
    Route("GET",  "/sign-in/passkey",           passkeys.offer_sign_in,           GREETED),
    Route("POST", "/sign-in/passkey",           passkeys.sign_in_with_passkey,    ANYONE, keeper=passkeys.refuse_passkey, limit=2 * MEGABYTE),
    Route("POST", "/sign-in/code",              codes.sign_in_with_code,          ANYONE, keeper=codes.refuse_code, limit=2 * MEGABYTE),
    Route("GET",  "/sign-in/forgotten",         forgotten.show_forgotten,         ANYONE),
    Route("POST", "/sign-in/forgotten",         forgotten.ask_for_password,       ANYONE, keeper=forgotten.refuse_forgotten),
    Route("GET",  "/sign-in/new-password/{token}", forgotten.show_renewal,        TOKEN),
    Route("POST", "/sign-in/new-password/{token}", forgotten.renew_password,      TOKEN, hashes=True),
    Route("POST", "/sign-out",                  accounts.sign_out,                ANYONE),
    Route("GET",  "/-/setup",                   site.show_setup,                  GREETED),
    Route("POST", "/-/setup",                   site.set_up_blog,                 GREETED, hashes=True),
    Route("GET",  "/-/invitations/{token}",     inviting.show_invitation,         GREETED),
    Route("POST", "/-/invitations/{token}",     inviting.accept_invitation,       GREETED, hashes=True),
    Route("GET",  "/-/owner",                   site.show_owner_link,             ANYONE),
    Route("POST", "/-/owner",                   site.use_owner_link,              ANYONE),
    # the desk
    Route("GET",  "/desk",                      site.show_desk,                   STAFF),
    Route("GET",  "/desk/you",                  you.show_you,                     STAFF),
    Route("POST", "/desk/you",                  you.choose_letters,               STAFF),
    Route("POST", "/desk/you/language",         you.choose_language,              STAFF),
    Route("GET",  "/desk/you/signing-in",       ways.show_ways,                   STAFF),
    Route("GET",  "/desk/you/signing-in/passkey", passkeys.offer_in_desk,         STAFF),
    Route("GET",  "/desk/you/signing-in/codes", codes.show_codes,                 STAFF),
    Route("POST", "/desk/you/signing-in/codes", codes.change_codes,               STAFF, keeper=codes.refuse_codes),
    Route("POST", "/desk/you/signing-in",       ways.change_ways,                 STAFF, keeper=ways.refuse_ways, hashes=True),
    Route("GET",  "/desk/you/address/{token}",  address.show_address,             STAFF),
    Route("POST", "/desk/you/address/{token}",  address.take_address,             STAFF),
    Route("GET",  "/desk/you/profile",          profile.show_profile,             STAFF),
    Route("POST", "/desk/you/profile",          profile.change_own_profile,       STAFF),
    Route("GET",  "/desk/comments",             moderation.show_queue,            DECIDER),
    Route("GET",  "/desk/comments/{comment}/answer", answering.show_answer_form, DECIDER),
    Route("POST", "/desk/comments/{comment}/answer", answering.answer_comment,   DECIDER, keeper=answering.refuse_answer),
    Route("GET",  "/desk/comments/{comment}/text", answering.show_edit_form,      DECIDER),
    Route("POST", "/desk/comments/{comment}/text", answering.edit_comment,        DECIDER, keeper=answering.refuse_edit),
    Route("GET",  "/desk/events",               moderation.show_events,           DECIDER),
    Route("POST", "/desk/reading",              moderation.note_reading,          DECIDER),
    Route("POST", "/desk/decisions",            moderation.decide_comments,       DECIDER, keeper=moderation.refuse_decision),
    Route("POST", "/desk/sweeps",               moderation.sweep_comments,        DECIDER),
    Route("POST", "/desk/views",                moderation.keep_view,             DECIDER, keeper=moderation.refuse_view),
    Route("POST", "/desk/undos",                moderation.undo_action,           DECIDER),
    Route("POST", "/desk/pins",                 pinning.pin_comment,              DECIDER),
    Route("GET",  "/desk/people",               staff.show_staff,                 OWNER),
    Route("POST", "/desk/people",               staff.change_staff,               OWNER),
    Route("GET",  "/desk/people/roles",         staff.show_roles,                 STAFF),
    Route("GET",  "/desk/people/{account:int}", staff.show_member,                OWNER),
    Route("POST", "/desk/people/{account:int}", staff.change_member,              OWNER),
    Route("GET",  "/desk/people/{person}",      people.show_person,               MODERATOR),
    Route("POST", "/desk/people/{person}",      people.change_person,             MODERATOR),
    Route("GET",  "/desk/bans",                 bans.show_bans,                   MODERATOR),
    Route("POST", "/desk/bans",                 bans.change_bans,                 MODERATOR),
    Route("GET",  "/desk/reasons",              reasons.show_reasons,             MODERATOR),
    Route("POST", "/desk/reasons",              reasons.change_reasons,           MODERATOR),
    Route("GET",  "/desk/log",                  logbook.show_log,                 MODERATOR),
    Route("GET",  "/desk/log/file",             logbook.download_log,             MODERATOR),
    Route("GET",  "/desk/emergency",            emergency.show_emergency,         MODERATOR),
    Route("POST", "/desk/emergency",            emergency.switch_emergency,       MODERATOR),
    Route("GET",  "/desk/posts",                listing.show_posts,               WRITER),
    Route("GET",  "/desk/posts/new",            writing.show_new_post,            WRITER),
    Route("POST", "/desk/posts/new",            writing.create_post,              WRITER, limit=2 * MEGABYTE),
    Route("GET",  "/desk/posts/{post:int}",     writing.show_post_form,           WRITER),
    Route("POST", "/desk/posts/{post:int}",     writing.change_post,              WRITER, limit=2 * MEGABYTE),
    Route("POST", "/desk/posts/{post:int}/restorations", writing.restore_post,    WRITER),
    Route("GET",  "/desk/posts/{post:int}/revisions", versions.show_revisions,    WRITER),
    Route("POST", "/desk/posts/{post:int}/revisions", versions.put_back_revision, WRITER),
    Route("GET",  "/desk/posts/{post:int}/links", sharing.show_links,             WRITER),
    Route("POST", "/desk/posts/{post:int}/links", sharing.change_links,           WRITER),
    Route("GET",  "/desk/posts/{post:int}/authors", authors.show_authors,         WRITER),
    Route("POST", "/desk/posts/{post:int}/authors", authors.change_authors,       WRITER),
    Route("GET",  "/desk/posts/{post:int}/cover", covers.show_cover,              WRITER),
    Route("POST", "/desk/posts/{post:int}/cover", covers.choose_post_cover,       WRITER),
    Route("POST", "/desk/posts/{post:int}/cover/file", covers.bring_post_cover,   WRITER, limit=128 * MEGABYTE, uploads=True),
    Route("POST", "/desk/posts/{post:int}/presence", writers.note_writing,        WRITER),
    Route("POST", "/desk/unsaved",              keeping.keep_unsaved,             WRITER, limit=2 * MEGABYTE),
    Route("POST", "/desk/pasted",               composing.convert_pasted,         WRITER, limit=4 * MEGABYTE),
    Route("POST", "/desk/preview",              composing.show_as_published,      WRITER, limit=2 * MEGABYTE),
    Route("POST", "/desk/unsaved/away",         keeping.put_away,                 WRITER),
    Route("GET",  "/desk/media",                pictures.show_library,            WRITER),
    Route("POST", "/desk/media",                pictures.upload_pictures,         WRITER, limit=128 * MEGABYTE, uploads=True),
    Route("GET",  "/desk/media/{picture:int}",  pictures.show_one_picture,        WRITER),
    Route("POST", "/desk/media/{picture:int}",  pictures.change_picture,          WRITER),
    Route("POST", "/desk/media/{picture:int}/file", pictures.replace_picture,     WRITER, limit=128 * MEGABYTE, uploads=True),
    Route("GET",  "/desk/tags",                 tagging.show_tags,                EDITOR),
    Route("POST", "/desk/tags",                 tagging.rule_tags,                EDITOR),
    Route("GET",  "/desk/tags/{tag:int}",       tag.show_tag_form,                EDITOR),
    Route("POST", "/desk/tags/{tag:int}",       tag.change_tag,                   EDITOR),
    Route("GET",  "/desk/menu",                 menus.show_menu,                  EDITOR),
    Route("POST", "/desk/menu",                 menus.change_menu,                EDITOR),
    Route("GET",  "/desk/outbox",               jobs.show_outbox,                 OWNER),
    Route("POST", "/desk/outbox",               jobs.settle_outbox,               OWNER),
    Route("GET",  "/desk/check",                checkup.show_health_page,         OWNER),
    Route("GET",  "/desk/settings",             site.show_settings,               OWNER),
    Route("POST", "/desk/settings",             site.change_settings,             OWNER),
    Route("POST", "/desk/retention",            privacy.begin_days_of_imported,   OWNER),
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
