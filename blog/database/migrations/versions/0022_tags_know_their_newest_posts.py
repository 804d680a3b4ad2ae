"""tags know their newest posts

Beside each tag of a post stands when it was published, so that the newest posts of a tag are a piece of the index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FILED = sa.text(
    "UPDATE post_tags SET published_at ="
    " (SELECT posts.published_at FROM posts WHERE posts.id = post_tags.post_id AND posts.status = 'published')"
)


def upgrade() -> None:
    op.add_column("post_tags", sa.Column("published_at", Moment(), nullable=True))
    op.execute(FILED)
    # It begins with the tag as well, and does all that the old one did.
    op.create_index("ix_post_tags_tag_id_published_at_post_id", "post_tags", ["tag_id", "published_at", "post_id"])
    op.drop_index("ix_post_tags_tag_id", "post_tags")
