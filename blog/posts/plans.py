"""What is planned beside the words of a revision, until publishing makes it true."""

from __future__ import annotations

from collections.abc import Mapping

from blog.markup.posts import PostRendering
from blog.markup.text import slug
from blog.posts.forms import PostForm, read_tags
from blog.posts.models import Post, PostRevision


def plan_of(form: PostForm) -> dict[str, str]:
    """What the form says beside the words; kept with the revision until publishing makes it true."""
    return {
        "tags": form.tags,
        "permalink": form.permalink,
        "published_at": form.published_at,
        "excerpt": form.excerpt,
        "language": form.language,
        "kind": form.kind,
    }


def plan_now(post: Post, newest: PostRevision) -> dict[str, str]:
    """What is planned beside the newest words, for a revision that leaves it alone. Tags that readers see already may
    have been renamed, merged or deleted since: then they are the post's own."""
    slugs = [slug(name) for name in read_tags(newest.plan.get("tags", ""))]
    if newest.id != post.shown_revision_id or slugs == [tag.slug for tag in post.tags]:
        return dict(newest.plan)
    return {**newest.plan, "tags": ", ".join(tag.name for tag in post.tags)}


def excerpt_of(plan: Mapping[str, str], rendering: PostRendering) -> str:
    """What lists and feeds say of a post: its writer's own words for it, or its beginning."""
    return plan.get("excerpt") or rendering.excerpt
