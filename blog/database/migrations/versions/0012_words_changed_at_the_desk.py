"""words changed at the desk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comment_revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("editor_id", sa.Integer(), nullable=True))
