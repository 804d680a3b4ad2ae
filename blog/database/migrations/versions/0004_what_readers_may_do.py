"""what readers may do"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commenters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("proved_at", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commenters")),
        sa.UniqueConstraint("email_key", name=op.f("uq_commenters_email_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commenters_public_id")),
    )
    op.create_table(
        "data_requests",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_data_requests")),
    )
    with op.batch_alter_table("data_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_requests_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_requests_email"), ["email"], unique=False)

    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("bar", sa.Float(), nullable=False),
        sa.Column("bar_known", sa.Integer(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
    )
    op.create_table(
        "commenter_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commenter_id"],
            ["commenters.id"],
            name=op.f("fk_commenter_devices_commenter_id_commenters"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commenter_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_commenter_devices_token_hash")),
    )
    with op.batch_alter_table("commenter_devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commenter_devices_commenter_id"), ["commenter_id"], unique=False)

    op.create_table(
        "followings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commenter_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(length=8), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_followings_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["commenter_id"], ["commenters.id"], name=op.f("fk_followings_commenter_id_commenters"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_followings_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followings")),
        sa.UniqueConstraint("commenter_id", "about", name=op.f("uq_followings_commenter_id_about")),
    )
    with op.batch_alter_table("followings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followings_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_followings_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followings_post_id"), ["post_id"], unique=False)

    with op.batch_alter_table("comment_revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("learned", sa.String(length=4), server_default="", nullable=False))
        batch_op.create_index(
            "ix_comment_revisions_unlearned",
            ["id"],
            unique=False,
            sqlite_where=sa.text(
                "CASE WHEN status = 'approved' THEN 'good' WHEN status = 'spam' THEN 'spam' ELSE '' END <> learned"
            ),
            postgresql_where=sa.text(
                "CASE WHEN status = 'approved' THEN 'good' WHEN status = 'spam' THEN 'spam' ELSE '' END <> learned"
            ),
        )

    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("commenter_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("verified_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("told_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", Moment(), nullable=True))
        batch_op.create_index(batch_op.f("ix_comments_commenter_id"), ["commenter_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_comments_commenter_id_commenters"),
            "commenters",
            ["commenter_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comments_rule", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("ruled_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ruled_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_tags_ruled_by_accounts"), "accounts", ["ruled_by"], ["id"], ondelete="SET NULL"
        )
