"""what readers may do"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment, byte_ordered

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
        "comment_threads",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("root", byte_ordered(17), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_comment_threads_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "root", name=op.f("pk_comment_threads")),
    )
    with op.batch_alter_table("comment_threads", schema=None) as batch_op:
        batch_op.create_index("ix_comment_threads_size", ["post_id", "size", "root"], unique=False)

    op.create_table(
        "missing_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("post_key", sa.String(length=300), nullable=False),
        sa.Column("picture_key", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_missing_pictures_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_pictures")),
        sa.UniqueConstraint(
            "import_id", "post_key", "picture_key", name=op.f("uq_missing_pictures_import_id_post_key_picture_key")
        ),
    )
    with op.batch_alter_table("missing_pictures", schema=None) as batch_op:
        batch_op.create_index("ix_missing_pictures_import_id_state_id", ["import_id", "state", "id"], unique=False)

    op.create_table(
        "picture_fetches",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_picture_fetches_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_picture_fetches_ended_by_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_picture_fetches_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_picture_fetches")),
    )
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

    op.create_table(
        "pinned_comments",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_pinned_comments_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_pinned_comments_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_pinned_comments_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_pinned_comments")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_pinned_comments_comment_id")),
    )
    op.create_table(
        "comment_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("reporter", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_comment_reports_action_id_actions"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_reports_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["comment_revisions.id"],
            name=op.f("fk_comment_reports_revision_id_comment_revisions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reports")),
        sa.UniqueConstraint("comment_id", "reporter", name=op.f("uq_comment_reports_comment_id_reporter")),
    )
    with op.batch_alter_table("comment_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_reports_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_reports_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            "ix_comment_reports_open",
            ["comment_id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_comment_reports_revision_id"), ["revision_id"], unique=False)

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
        batch_op.create_index(
            "ix_comments_thread",
            ["post_id", "sort_path"],
            unique=False,
            sqlite_where=sa.text("shown_revision_id IS NOT NULL"),
            postgresql_where=sa.text("shown_revision_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_comments_commenter_id_commenters"),
            "commenters",
            ["commenter_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hosts", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comments_rule", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("ruled_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ruled_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_tags_ruled_by_accounts"), "accounts", ["ruled_by"], ["id"], ondelete="SET NULL"
        )
