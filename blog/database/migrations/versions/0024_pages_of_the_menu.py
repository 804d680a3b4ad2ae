"""pages of the menu

The menu that comes by itself is read with nearly every page, and few of the posts are pages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    shown = sa.text("kind = 'page' AND status = 'published'")
    # The first two columns hold nothing new, but have SQLite choose it.
    columns = ["kind", "status", "published_at", "id"]
    op.create_index("ix_posts_shown_pages", "posts", columns, sqlite_where=shown, postgresql_where=shown)
