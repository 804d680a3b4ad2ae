"""threads are counted: the sizes of those that stand already"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 17 characters are the first level of a sort path.
    op.execute(
        "INSERT INTO comment_threads (post_id, root, size)"
        " SELECT post_id, substr(sort_path, 1, 17), count(*) FROM comments"
        " WHERE shown_revision_id IS NOT NULL GROUP BY post_id, substr(sort_path, 1, 17)"
    )
