"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment, byte_ordered

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
