"""What a post allows its commenters: one table, read in one place. Trust only decides who waits."""

from __future__ import annotations

from blog.posts.models import CommentsRule, Post, PostStatus

# A post without a rule of its own does as the site does; a new site takes comments, and everything waits.
SITE_RULE = CommentsRule.OPEN


def comments_rule(post: Post) -> CommentsRule:
    """The rule in force for the post: its own, else the site's."""
    return CommentsRule(post.comments_rule) if post.comments_rule else SITE_RULE


def takes_comments(post: Post) -> bool:
    return post.status == PostStatus.PUBLISHED and comments_rule(post) in (CommentsRule.OPEN, CommentsRule.MODERATED)


def shows_comments(post: Post) -> bool:
    return comments_rule(post) is not CommentsRule.HIDDEN


def always_waits(post: Post) -> bool:
    """Whether every comment here waits for a moderator, whoever wrote it."""
    return comments_rule(post) is CommentsRule.MODERATED
