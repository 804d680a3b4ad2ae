"""Which status each room's refusal is answered with: the one table."""

from __future__ import annotations

from blog.accounts.addressing import AddressOver, AddressUnread, SameAddress, TooManyAddresses
from blog.accounts.changing import LanguageUnknown
from blog.accounts.invitations import (
    InvitationExpired,
    InvitationNotOpen,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
)
from blog.accounts.paces import NightFirst, PaceUnknown
from blog.accounts.passkeys import LastWayIn, PasskeyKnown, PasskeyMissing, PasskeyOver, PasskeyRefused, PasskeysFull
from blog.accounts.passwords import PasswordCommon, PasswordTooLong, PasswordTooShort
from blog.accounts.people import AccountExists, NameMissing, NameTaken
from blog.accounts.proving import NotThatPassword, WayUnread
from blog.accounts.renewing import RenewalOver, TooManyForgotten
from blog.accounts.second_steps import CodeWrong, OfferOver, TicketOver
from blog.accounts.sessions import ProofNeeded, SessionOver
from blog.accounts.throttle import TooManyAttempts
from blog.comments.commenters import WriterErased
from blog.comments.finding import CommentNotFound, ParentNotFound
from blog.comments.following import AddressMissing, MailPageNotFound
from blog.comments.orders import ThreadPageNotFound
from blog.comments.pace import TooManyComments
from blog.comments.proving import NotProvable, ProofSpent
from blog.comments.receipts import ReceiptNotFound
from blog.comments.revisions import NotEditable
from blog.comments.stamps import StampForged
from blog.importers.batches import ImportNotFound, NotNow
from blog.jobs.troubles import JobSettled, WishUnknown
from blog.media.library import AltTooLong, PictureInUse, PictureNotFound
from blog.moderation.bans import BanOver, BanStands, BanUnknown
from blog.moderation.changed_settings import SettingsClash
from blog.moderation.decisions import CommentUnknown
from blog.moderation.editing import ChangedMeanwhile, NotOpen
from blog.moderation.emergency import EmergencyAlready, EmergencyUnreasoned
from blog.moderation.mailed import MailedChoiceUnknown, MailedLinkNotYours, MailedLinkOver
from blog.moderation.notes import NobodyToNote, NoteUnknown, NoteUnread
from blog.moderation.people import PersonNotFound
from blog.moderation.picks import DecisionUnknown, LooksLikeSpam, NothingPicked, PickTorn, ReasonTooLong
from blog.moderation.pins import NotPinned, NotShown
from blog.moderation.queue import NoSuchPage
from blog.moderation.reasons import ReasonsFull, ReasonUnknown, ReasonUnread
from blog.moderation.reports import TooManyReports
from blog.moderation.staff import MayNotTake, MemberNotFound
from blog.moderation.sweeps import ReachTorn
from blog.moderation.trust import TrustUnchanged, TrustUnreasoned
from blog.moderation.undoing import NothingToUndo, NotWithdrawn
from blog.moderation.views import ListNameTaken, NothingNarrowed, ViewsFull, ViewUnread
from blog.posts.bylines import AuthorsUnread, SignedOtherwise
from blog.posts.handing_over import HandOverOver, NothingToHandOver
from blog.posts.menu import EntryUnknown, MenuFull
from blog.posts.permalinks import BadPermalink, PermalinkTaken, ReservedPermalink
from blog.posts.publishing import MayNotPublish
from blog.posts.reading import CommentsClosed, PostNotFound
from blog.posts.revisions import RevisionNotFound
from blog.posts.sharing import LifetimeUnknown, LinkOver, LinkUnknown, TooManyLinks
from blog.posts.standing import StandsOtherwise
from blog.posts.tagging import MergedIntoItself, TagNameTaken, TagNotFound
from blog.posts.tags import RuleUnknown, TagUnknown
from blog.posts.unsaved import TooLongToKeep, UnsavedNotFound
from blog.posts.writing import PagesAreEditors, SavedMeanwhile
from blog.privacy.asking import LinkSpent, TooManyRequests
from blog.search.pace import TooManySearches

STATUSES: dict[type[Exception], int] = {
    PostNotFound: 404,
    ImportNotFound: 404,
    NotNow: 409,
    CommentsClosed: 403,
    BadPermalink: 422,
    ReservedPermalink: 422,
    PermalinkTaken: 409,
    SavedMeanwhile: 409,
    StandsOtherwise: 409,
    SettingsClash: 409,
    PictureNotFound: 404,
    PictureInUse: 409,
    AltTooLong: 422,
    LinkOver: 404,
    LinkUnknown: 404,
    LifetimeUnknown: 422,
    TooManyLinks: 422,
    RevisionNotFound: 404,
    UnsavedNotFound: 404,
    TooLongToKeep: 422,
    TagUnknown: 409,
    TagNameTaken: 409,
    MergedIntoItself: 422,
    TagNotFound: 404,
    EntryUnknown: 409,
    MenuFull: 422,
    RuleUnknown: 422,
    MayNotPublish: 403,
    PasswordTooShort: 422,
    PasswordTooLong: 422,
    PasswordCommon: 422,
    PasskeyRefused: 403,
    PasskeyOver: 403,
    PasskeyKnown: 409,
    PasskeysFull: 422,
    PasskeyMissing: 409,
    LastWayIn: 409,
    CodeWrong: 422,
    OfferOver: 409,
    TicketOver: 403,
    WayUnread: 422,
    NotThatPassword: 403,
    ProofNeeded: 403,
    SessionOver: 409,
    RenewalOver: 403,
    TooManyForgotten: 429,
    SameAddress: 422,
    AddressUnread: 422,
    TooManyAddresses: 429,
    AddressOver: 403,
    PagesAreEditors: 403,
    TooManyAttempts: 429,
    StampForged: 403,
    ParentNotFound: 422,
    TooManyComments: 429,
    TooManyReports: 429,
    TooManySearches: 429,
    NotEditable: 403,
    LinkSpent: 404,
    TooManyRequests: 429,
    ReceiptNotFound: 404,
    MailPageNotFound: 404,
    ProofSpent: 403,
    NotProvable: 403,
    WriterErased: 403,
    AddressMissing: 422,
    CommentNotFound: 404,
    ThreadPageNotFound: 404,
    CommentUnknown: 404,
    ChangedMeanwhile: 409,
    NotOpen: 409,
    DecisionUnknown: 422,
    NothingPicked: 422,
    LooksLikeSpam: 422,
    PickTorn: 422,
    ReasonTooLong: 422,
    NoSuchPage: 404,
    ReachTorn: 422,
    ViewUnread: 422,
    ViewsFull: 422,
    ListNameTaken: 422,
    NothingNarrowed: 422,
    PersonNotFound: 404,
    NoteUnread: 422,
    NoteUnknown: 404,
    NobodyToNote: 422,
    TrustUnreasoned: 422,
    TrustUnchanged: 409,
    BanUnknown: 404,
    BanOver: 409,
    BanStands: 409,
    ReasonUnread: 422,
    ReasonUnknown: 404,
    ReasonsFull: 422,
    EmergencyUnreasoned: 422,
    EmergencyAlready: 409,
    NothingToUndo: 409,
    NotShown: 409,
    NotPinned: 409,
    NotWithdrawn: 409,
    MailedLinkOver: 403,
    MailedLinkNotYours: 403,
    MailedChoiceUnknown: 422,
    PaceUnknown: 422,
    LanguageUnknown: 422,
    MemberNotFound: 404,
    MayNotTake: 422,
    NothingToHandOver: 409,
    HandOverOver: 409,
    InvitationUnknown: 404,
    InvitationUsed: 410,
    InvitationRevoked: 410,
    InvitationExpired: 410,
    InvitationNotOpen: 409,
    AccountExists: 409,
    NameMissing: 422,
    NameTaken: 422,
    AuthorsUnread: 422,
    SignedOtherwise: 409,
    NightFirst: 422,
    JobSettled: 409,
    WishUnknown: 422,
}


def status_of(error: Exception) -> int | None:
    """The status for a refusal; None for one that nobody has put on the table."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return None
