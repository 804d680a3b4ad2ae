"""who keeps more of their html"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("accounts", "post_revisions"):
        op.add_column(table, sa.Column("unfiltered", sa.Boolean(), server_default=sa.false(), nullable=False))
