"""The doors to being known again: remembered on a device, or by an address that was proved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.comments import commenters, following, proving, receipts
from blog.comments.models import Comment, Commenter
from blog.comments.pages.handing import look_again, prefix_hash
from blog.comments.showing import link_post
from blog.languages.sentences import say
from blog.moderation import people
from blog.web.cookies import with_cookie, without_cookie
from blog.web.rendering import go_to, private_page
from blog.web.visits import Visit

# The cookie is sent to the doors of commenters and nowhere else; no page that is the same for everybody sees it.
PATH = "/comments"
PLACE = "#known"


@dataclass(frozen=True)
class Known:
    """What the receipt says about who wrote the comment; `provable` only where a letter may go out."""

    remembered: bool
    verified: bool
    provable: bool
    address: str
    asked: bool


def who_is_there(db: Session, visit: Visit) -> Commenter | None:
    """The commenter who is remembered on this device. Of a form that nobody knows the sender of, nobody."""
    cookie = visit.request.cookies.get(_cookie_name(visit), "")
    if not cookie or not visit.origin_known:
        return None
    return commenters.find_present(db, visit.keys, cookie, visit.now)


def owns_address(db: Session, visit: Visit, comment: Comment, email: str) -> bool:
    """Whether whoever sends this is known to own the address: by the device, or because this comment proved it."""
    by_comment = comment.commenter if comment.verified_at is not None else None
    return commenters.is_proved(by_comment, email) or commenters.is_proved(who_is_there(db, visit), email)


def describe(db: Session, visit: Visit, comment: Comment) -> Known:
    return Known(
        remembered=who_is_there(db, visit) is not None,
        verified=comment.verified_at is not None,
        provable=bool(visit.settings.smtp_url) and proving.is_provable(comment),
        address=mask(comment.email or ""),
        asked=visit.query.get("done") == "asked",
    )


def mask(address: str) -> str:
    """Enough of an address to know it by, for pages whose link may be passed on."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if host else ""


def remember_device(db: Session, visit: Visit) -> Response:
    comment = _own(db, visit)
    if comment.erased_at is not None:
        raise commenters.WriterErased
    cookie = commenters.remember(db, visit.keys, visit.request.cookies.get(_cookie_name(visit), ""), comment, visit.now)
    response = go_to(receipts.receipt_path(visit.keys, comment) + PLACE)
    return with_cookie(visit, response, _cookie_name(visit), cookie, PATH, commenters.LIFETIME)


def forget_device(db: Session, visit: Visit) -> Response:
    comment = _own(db, visit)
    commenters.forget(db, visit.keys, visit.request.cookies.get(_cookie_name(visit), ""), visit.now)
    return without_cookie(visit, go_to(receipts.receipt_path(visit.keys, comment) + PLACE), _cookie_name(visit), PATH)


def ask_for_proof(db: Session, visit: Visit) -> Response:
    comment = _own(db, visit)
    if not visit.settings.smtp_url:
        raise proving.NotProvable
    proving.ask_proof(db, comment, visit.now, prefix_hash(visit) if visit.settings.limits else None)
    return go_to(receipts.receipt_path(visit.keys, comment) + "?done=asked" + PLACE)


def show_proof(db: Session, visit: Visit) -> Response:
    """Looking changes nothing: programs that fetch the links in letters prove nothing."""
    comment, commenter = proving.find_proof(db, visit.keys, visit.params["token"], visit.now)
    assert comment.newest is not None
    return private_page(
        visit,
        "comments/proof.html",
        title=say("Did you write this"),
        post=link_post(comment.post),
        name=comment.name,
        at=comment.created_at,
        html=comment.newest.inert,
        address=commenter.email,
        action=visit.path,
        page=following.mail_path(visit.keys, commenter),
    )


def use_proof(db: Session, visit: Visit) -> Response:
    comment, commenter = proving.find_proof(db, visit.keys, visit.params["token"], visit.now)
    if comment.commenter_id is not None and proving.is_same_person(db, comment, commenter):
        people.carry_over(db, comment.commenter_id, commenter.id)
    comment, commenter = proving.prove(db, visit.keys, visit.params["token"], visit.now)
    look_again(db, visit, comment)
    return go_to(following.mail_path(visit.keys, commenter) + "?done=proved")


def _own(db: Session, visit: Visit) -> Comment:
    return receipts.find_by_receipt(db, visit.keys, visit.params["comment"], visit.params["seal"], lock=True)


def _cookie_name(visit: Visit) -> str:
    # It is for one path only, which the stronger prefix does not allow.
    return "__Secure-afterword-reader" if visit.settings.is_https else "afterword-reader"
