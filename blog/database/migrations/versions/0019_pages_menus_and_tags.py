"""pages, menus and tags"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_tags",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("left_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_former_tags_tag_id_tags"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_tags")),
    )
    with op.batch_alter_table("former_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_tags_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "menu_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_menu_entries_post_id_posts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_menu_entries_tag_id_tags"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_entries")),
    )
    with op.batch_alter_table("menu_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_menu_entries_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_menu_entries_tag_id"), ["tag_id"], unique=False)

    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("description", sa.Text(), server_default="", nullable=False))
    # On pages that are discussed already the discussion goes on: from now on a page is closed unless it says otherwise.
    op.execute(
        "UPDATE posts SET comments_rule = 'open' WHERE kind = 'page' AND comments_rule IS NULL AND comment_count > 0"
    )
