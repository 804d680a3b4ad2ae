"""covers of revisions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post_revisions", sa.Column("cover_id", sa.Integer(), nullable=True))
    op.create_index("ix_post_revisions_cover_id", "post_revisions", ["cover_id"])
    # Until now the cover was the post's, whichever revision was shown or put back: each would have shown this one.
    op.execute(
        "UPDATE post_revisions SET cover_id = ("
        "SELECT pictures.id FROM posts JOIN pictures ON pictures.id = posts.cover_id "
        "WHERE posts.id = post_revisions.post_id) "
        "WHERE post_id IN (SELECT id FROM posts WHERE cover_id IS NOT NULL)"
    )
