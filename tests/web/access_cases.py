"""Who may what: a case for every route. A new route without one fails `test_access.py`."""

from __future__ import annotations

from blog.accounts import tokens
from tests.web.access import Ask, Case
from tests.web.access_objects import (
    DECIDERS,
    OVER_ALL_COMMENTS,
    OVER_ALL_POSTS,
    OWNERS,
    QUIET,
    WRITERS,
    at,
    author_feeds,
    cards,
    comment_feeds,
    comment_places,
    door,
    door_with,
    labels,
    letter_links,
    months,
    new_comments,
    of_no_import,
    one_tag,
    permalinks,
    picks,
    pictures,
    pins,
    proofs,
    receipts,
    replies,
    reports,
    restorations,
    tag_feeds,
    tags,
    tokens_of,
    undos,
    with_a_contact,
    with_an_accent,
    years,
)
from tests.web.data_links import data_links
from tests.web.desk_letters import DESK_LETTERS, DONE, STAFF
from tests.web.desk_words import worded
from tests.web.measure_cases import MEASURES
from tests.web.signing_in import SIGNING_IN
from tests.web.staff_cases import STAFF_CASES
from tests.web.swept_lists import swept_lists
from tests.web.writing_cases import WRITING, posts

CASES: dict[tuple[str, str], Case] = {
    ("GET", "/"): at("/"),
    ("GET", "/feeds/posts/default"): at("/feeds/posts/default"),
    ("GET", "/feeds/posts/default/-/{label:path}"): Case(tag_feeds, only={"draft's": frozenset()}),
    ("GET", "/feeds/authors/{author}"): Case(author_feeds, only={"nobody": frozenset()}),
    ("GET", "/feeds/comments/default"): at("/feeds/comments/default"),
    ("GET", "/feeds/{post:long}/comments/default"): Case(
        comment_feeds, only={"draft's": frozenset(), "withdrawn": frozenset()}
    ),
    ("GET", "/sitemap.xml"): at("/sitemap.xml"),
    ("GET", "/robots.txt"): at("/robots.txt"),
    ("GET", "/.well-known/security.txt"): Case(with_a_contact),
    ("GET", "/tags/{tag}"): Case(tags, only={"draft's": frozenset()}),
    ("GET", "/moderation"): at("/moderation"),
    ("GET", "/-/comments"): at("/-/comments"),
    ("GET", "/healthz"): at("/healthz"),
    ("GET", "/comments"): Case(lambda world, person: {"only": Ask("/comments")}, DONE),
    ("POST", "/comments"): Case(new_comments, DONE, only={"draft": frozenset(), "withdrawn": frozenset()}),
    ("GET", "/-/comment/{comment}"): Case(comment_places, DONE, only={"pending": frozenset()}),
    ("GET", "/-/reply/{comment}"): Case(replies, only={"pending": frozenset()}),
    ("GET", "/-/report/{comment}"): Case(reports, only={"pending": frozenset()}),
    ("POST", "/-/report/{comment}"): Case(reports, DONE, only={"pending": frozenset()}),
    ("GET", "/comments/{comment}/{seal}"): Case(receipts, only={"with another's seal": frozenset()}),
    ("POST", "/comments/{comment}/{seal}"): Case(receipts, DONE, only={"with another's seal": frozenset()}),
    ("GET", "/-/mail/{token}"): Case(letter_links, only={"forged": frozenset()}),
    ("POST", "/-/mail/{token}"): Case(letter_links, DONE, only={"forged": frozenset()}),
    ("GET", "/-/proofs/{token}"): Case(proofs, only={"for another purpose": frozenset()}),
    ("POST", "/-/proofs/{token}"): Case(proofs, DONE, only={"for another purpose": frozenset()}),
    **DESK_LETTERS,
    ("GET", "/-/own-data"): at("/-/own-data"),
    ("POST", "/-/own-data"): Case(
        lambda world, person: {"only": Ask("/-/own-data", {"email": "sol@example.org"})}, frozenset({422})
    ),
    ("GET", "/-/own-data/{key}"): data_links(),
    ("GET", "/-/own-data/{key}/file"): data_links("/file"),
    ("POST", "/-/own-data/{key}"): data_links(action="detach", sure="yes"),
    ("GET", "/-/own-data-gone"): at("/-/own-data-gone"),
    ("GET", "/sign-in"): Case(lambda world, person: {"only": Ask("/sign-in")}, frozenset({200, 303})),
    ("POST", "/sign-in"): Case(
        lambda world, person: {"only": Ask("/sign-in", {"email": f"{person}@nowhere.example", "password": "wrong"})},
        frozenset({403}),
    ),
    ("POST", "/sign-out"): Case(lambda world, person: {"only": Ask("/sign-out")}, DONE),
    ("GET", "/-/setup"): tokens_of("setup", tokens.SET_UP),
    ("POST", "/-/setup"): tokens_of("setup", tokens.SET_UP),
    ("GET", "/-/owner"): Case(lambda world, person: {"only": Ask("/-/owner?token=nonsense")}, frozenset({403})),
    ("POST", "/-/owner"): tokens_of("owner", tokens.OWNER_LINK),
    ("GET", "/desk"): door("/desk", STAFF),
    **SIGNING_IN,
    ("GET", "/desk/comments"): door("/desk/comments", DECIDERS),
    ("GET", "/desk/events"): door_with(Ask("/desk/events"), QUIET, DECIDERS),
    ("POST", "/desk/reading"): door_with(Ask("/desk/reading", {"comment": ""}), QUIET, DECIDERS),
    ("POST", "/desk/decisions"): Case(
        picks, DONE, DECIDERS, {"own": OVER_ALL_POSTS | {"author"}, "foreign": OVER_ALL_COMMENTS}
    ),
    **worded(pins, DECIDERS, {"own": OVER_ALL_POSTS | {"author"}, "foreign": OVER_ALL_COMMENTS}),
    ("POST", "/desk/pins"): Case(
        pins, DONE, DECIDERS, {"own": OVER_ALL_POSTS | {"author"}, "foreign": OVER_ALL_COMMENTS}
    ),
    ("POST", "/desk/sweeps"): swept_lists(DECIDERS),
    ("POST", "/desk/views"): door_with(Ask("/desk/views", {"let_go": "Nothing"}), DONE, DECIDERS),
    ("POST", "/desk/undos"): Case(undos, DONE, DECIDERS, {"foreign": frozenset()}),
    **MEASURES,
    **STAFF_CASES,
    ("GET", "/desk/posts"): door("/desk/posts", WRITERS),
    ("GET", "/desk/posts/new"): door("/desk/posts/new", WRITERS),
    ("POST", "/desk/posts/new"): door_with(
        Ask("/desk/posts/new", {"title": "A title", "action": "save"}), DONE, WRITERS
    ),
    ("GET", "/desk/posts/{post:int}"): Case(
        posts, enters=WRITERS, only={"foreign draft": OVER_ALL_POSTS, "foreign scheduled": OVER_ALL_POSTS}
    ),
    ("POST", "/desk/posts/{post:int}"): Case(
        posts, DONE, WRITERS, {"foreign draft": OVER_ALL_POSTS, "foreign scheduled": OVER_ALL_POSTS}
    ),
    ("GET", "/search"): at("/search"),
    ("GET", "/search/label/{label:path}"): Case(labels, frozenset({301})),
    ("GET", "/-/accent/{sheet}"): Case(with_an_accent, frozenset({302})),
    ("GET", "/-/card/{card}"): Case(
        cards, frozenset({302}), only={one: frozenset() for one in ("draft's", "scheduled", "withdrawn")}
    ),
    ("GET", "/media/{name}"): Case(pictures, only={"neighbour": frozenset(), "dots": frozenset()}),
    ("POST", "/desk/posts/{post:int}/restorations"): Case(restorations, DONE, WRITERS, {"foreign": OVER_ALL_POSTS}),
    **WRITING,
    ("GET", "/desk/tags"): door("/desk/tags", OVER_ALL_POSTS),
    ("POST", "/desk/tags"): door_with(Ask("/desk/tags", {"rule-1": "open", "was-1": ""}), DONE, OVER_ALL_POSTS),
    ("GET", "/desk/tags/{tag:int}"): Case(one_tag, enters=OVER_ALL_POSTS, only={"missing": frozenset()}),
    ("POST", "/desk/tags/{tag:int}"): Case(one_tag, DONE, OVER_ALL_POSTS, {"missing": frozenset()}),
    ("GET", "/desk/menu"): door("/desk/menu", OVER_ALL_POSTS),
    ("POST", "/desk/menu"): door_with(Ask("/desk/menu", {"action": "add", "where": "home"}), DONE, OVER_ALL_POSTS),
    ("GET", "/desk/outbox"): door("/desk/outbox", OWNERS),
    ("POST", "/desk/outbox"): door_with(Ask("/desk/outbox", {"job": "every", "action": "try-again"}), DONE, OWNERS),
    ("GET", "/desk/settings"): door("/desk/settings", OWNERS),
    ("POST", "/desk/settings"): door_with(Ask("/desk/settings", {"time_zone": "Moon"}), frozenset({422}), OWNERS),
    ("GET", "/desk/imports"): door("/desk/imports", OWNERS),
    ("POST", "/desk/imports"): door_with(Ask("/desk/imports"), frozenset({400, 422}), OWNERS),
    ("GET", "/desk/imports/{batch:int}"): of_no_import(),
    ("POST", "/desk/imports/{batch:int}"): of_no_import(),
    ("GET", "/desk/imports/moving"): door("/desk/imports/moving", OWNERS),
    ("GET", "/desk/imports/{batch:int}/pictures"): of_no_import("/pictures"),
    ("POST", "/desk/imports/{batch:int}/pictures"): of_no_import("/pictures"),
    ("GET", "/desk/check"): door("/desk/check", OWNERS),
    ("GET", "/{year:int}/"): Case(years, only={"scheduled": frozenset()}),
    ("GET", "/{year:int}/{month:int}/"): Case(months, only={"scheduled": frozenset()}),
    ("GET", "/{permalink:path}"): Case(permalinks, only={"scheduled": frozenset(), "withdrawn": frozenset()}),
}
