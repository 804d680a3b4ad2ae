"""lessons and near duplicates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learner_lessons",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_spam", sa.Boolean(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_learner_lessons")),
    )
    with op.batch_alter_table("learner_lessons", schema=None) as batch_op:
        batch_op.create_index("ix_learner_lessons_is_spam", ["is_spam", "revision_id"], unique=False)

    op.create_table(
        "alike_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["comment_revisions.id"],
            name=op.f("fk_alike_keys_revision_id_comment_revisions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "revision_id", name=op.f("pk_alike_keys")),
    )
    with op.batch_alter_table("alike_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alike_keys_revision_id"), ["revision_id"], unique=False)

    with op.batch_alter_table("comment_revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alike", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_comment_revisions_alike",
            ["alike", "lane", "id"],
            unique=False,
            sqlite_where=sa.text("alike IS NOT NULL AND status = 'pending'"),
            postgresql_where=sa.text("alike IS NOT NULL AND status = 'pending'"),
        )
        batch_op.create_index(
            "ix_comment_revisions_learned",
            ["learned", "id"],
            unique=False,
            sqlite_where=sa.text("learned <> ''"),
            postgresql_where=sa.text("learned <> ''"),
        )

    with op.batch_alter_table("learner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trained", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("weights", sa.LargeBinary(), nullable=True))
        batch_op.drop_column("bar_known")
        batch_op.drop_column("counts")
