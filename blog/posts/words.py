"""The words for the state of a post and for comments rules: what each means, which one holds and why, and the table."""

from __future__ import annotations

from dataclasses import dataclass

from blog.languages.sentences import Sentence, Several, quoted, say, say_count
from blog.posts.models import CommentsRule, PostKind, PostStatus
from blog.posts.rules import By, Ruling
from blog.site.settings import SiteSettings

STATUS_WORDS: dict[str, Sentence] = {
    PostStatus.DRAFT: say("Draft"),
    PostStatus.SCHEDULED: say("Scheduled"),
    PostStatus.PUBLISHED: say("Published"),
    PostStatus.DELETED: say("Deleted"),
}
RULE_WORDS: dict[str, Sentence] = {
    CommentsRule.OPEN: say("Open"),
    CommentsRule.MODERATED: say("Moderated"),
    CommentsRule.CLOSED: say("Closed"),
    CommentsRule.HIDDEN: say("Hidden"),
}
# What may differ between two revisions beside their words.
BESIDE_WORDS: dict[str, Sentence] = {
    "excerpt": say("Excerpt"),
    "tags": say("Tags"),
    "language": say("Language"),
    "permalink": say("Permalink"),
    "published_at": say("Published at"),
}
MEANINGS: dict[str, Sentence] = {
    CommentsRule.OPEN: say("Comments are welcome."),
    CommentsRule.MODERATED: say("Every comment waits for a moderator, whoever wrote it."),
    CommentsRule.CLOSED: say("Comments stay to be read; no more are taken."),
    CommentsRule.HIDDEN: say("No comments are shown and none are taken."),
}
KINDS = ((PostKind.POST, say("Post")), (PostKind.PAGE, say("Page")))
NOTHING = say("Says nothing")
# What the form of a post offers: value, label, meaning.
CHOICES = (
    ("", say("As the site does"), say("Its tags, its age and the site’s rule decide.")),
    (CommentsRule.OPEN, RULE_WORDS[CommentsRule.OPEN], say("Comments are welcome, however old the post grows.")),
    *((rule, RULE_WORDS[rule], MEANINGS[rule]) for rule in list(CommentsRule)[1:]),
)


# A page that says nothing is as pages are.
CHOICES_OF_PAGES = (("", say("As pages do"), say("None are taken; those that it has stay to be read.")), *CHOICES[1:])


@dataclass(frozen=True)
class Line:
    """A row of the table: who speaks, what is to be known about it, and what it says here now."""

    who: Sentence
    how: Sentence
    here: Sentence


def table(site: SiteSettings, ruled_tags: int) -> list[Line]:
    """The table of precedence as people read it, in the order of `rules.TABLE`."""
    tags = say_count("%(num)s tag has a rule", "%(num)s tags have a rule", ruled_tags)
    return [
        *_emergency(site),
        Line(
            say("The post"),
            say("What its own form says. “Open” there holds however old the post grows."),
            say("On each post’s form"),
        ),
        Line(
            say("A page"),
            say("Takes none unless its own form says so; those that it has stay to be read."),
            say("Hidden or closed"),
        ),
        Line(
            say("Its tags"),
            say("If several tags have a rule, the strictest: hidden, closed, moderated, open."),
            tags if ruled_tags else say("No tag has a rule"),
        ),
        Line(
            say("Its age"),
            say("From a number of days after its publication, where that is stricter than the site’s rule."),
            _age(site),
        ),
        Line(
            say("The site"),
            say("For every other post."),
            RULE_WORDS[site.comments_rule],
        ),
    ]


def _emergency(site: SiteSettings) -> list[Line]:
    if not site.emergency:
        return []
    how = say("Goes before everything else until a moderator ends it, and only makes it stricter.")
    return [Line(say("The emergency"), how, RULE_WORDS[site.emergency])]


def _age(site: SiteSettings) -> Sentence:
    if not site.comments_after_days:
        return say("Never")
    rule = RULE_WORDS[site.comments_after_rule]
    return say_count("%(rule)s after %(num)s day", "%(rule)s after %(num)s days", site.comments_after_days, rule=rule)


def explain(ruling: Ruling, site: SiteSettings, changes_on: str | None) -> list[Sentence]:
    """Which rule holds for a post, and why; `changes_on` is the date of `ruling.until` in words."""
    rule = RULE_WORDS[ruling.rule]
    if ruling.by is By.POST:
        return [say("%(rule)s, because this post says so.", rule=rule)]
    if ruling.by is By.PAGE:
        if ruling.rule is CommentsRule.CLOSED:
            return [say("Closed, because this is a page; choose Open to take more.")]
        return [say("Hidden, because this is a page; choose Open to take comments.")]
    if ruling.by is By.TAG:
        return [_by_tags(rule, ruling.tags), say("A rule chosen here wins over its tags.")]
    if ruling.by is By.AGE:
        return [_by_age(ruling, site.comments_after_days)]
    if ruling.by is By.EMERGENCY:
        return [say("%(rule)s as long as the emergency lasts that a moderator has declared.", rule=rule)]
    words = [say("%(rule)s, as the site does.", rule=rule)]
    if changes_on is not None:
        words.append(_to_come(site, changes_on))
    return words


def _by_tags(rule: Sentence, tags: tuple[str, ...]) -> Sentence:
    names = Several(quoted(name) for name in tags)
    return say_count(
        "%(rule)s because of its tag %(tags)s.",
        "%(rule)s because of its tags %(tags)s.",
        len(tags),
        rule=rule,
        tags=names,
    )


def _by_age(ruling: Ruling, days: int) -> Sentence:
    if ruling.rule is CommentsRule.CLOSED:
        return say_count(
            "Closed because it is older than %(num)s day; choose Open to keep it open.",
            "Closed because it is older than %(num)s days; choose Open to keep it open.",
            days,
        )
    return say_count(
        "Moderated because it is older than %(num)s day; choose Open to keep it open.",
        "Moderated because it is older than %(num)s days; choose Open to keep it open.",
        days,
    )


def _to_come(site: SiteSettings, date: str) -> Sentence:
    if site.comments_after_rule == CommentsRule.CLOSED:
        return say("It closes on %(date)s by its age; choose Open to keep it open.", date=date)
    return say("From %(date)s on every comment waits for a moderator; choose Open to keep it open.", date=date)
