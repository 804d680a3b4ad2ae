"""what was done to people is taken back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lift_action_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_bans_lift_action_id"), ["lift_action_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_bans_lift_action_id_actions"), "actions", ["lift_action_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("moderation_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_log_action_id"))
        batch_op.create_index("ix_moderation_log_action_id_id", ["action_id", "id"], unique=False)

    with op.batch_alter_table("notice_choices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_hour", sa.Integer(), server_default="7", nullable=False))
        batch_op.add_column(sa.Column("last_hour", sa.Integer(), server_default="22", nullable=False))

    with op.batch_alter_table("person_notes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("action_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("words_before", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", Moment(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_notes_action_id"), ["action_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_person_notes_action_id_actions"), "actions", ["action_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("trust_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("action_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", Moment(), nullable=True))
        batch_op.create_index(batch_op.f("ix_trust_changes_action_id"), ["action_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_trust_changes_action_id_actions"), "actions", ["action_id"], ["id"], ondelete="SET NULL"
        )
