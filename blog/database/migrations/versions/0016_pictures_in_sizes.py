"""pictures in sizes"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

from blog.database.rows import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PICTURE = re.compile(r"/media/([0-9a-f]{32}\.(?:png|jpg|gif|webp|avif))")


def upgrade() -> None:
    op.create_table(
        "former_picture_names",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("left_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["pictures.id"],
            name=op.f("fk_former_picture_names_picture_id_pictures"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_former_picture_names")),
    )
    with op.batch_alter_table("former_picture_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_picture_names_picture_id"), ["picture_id"], unique=False)

    op.create_table(
        "post_pictures",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_post_pictures_picture_id_pictures"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_pictures_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "picture_id", name=op.f("pk_post_pictures")),
    )
    with op.batch_alter_table("post_pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_pictures_picture_id"), ["picture_id"], unique=False)

    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("width", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("height", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("sizes", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cover_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_posts_cover_id"), ["cover_id"], unique=False)

    note_shown_pictures(op.get_bind())


def note_shown_pictures(connection: sa.Connection) -> None:
    """What published posts show stays public; whatever else is kept is seen by the staff alone from now on."""
    pictures = {str(row[1]): int(row[0]) for row in connection.execute(sa.text("SELECT id, name FROM pictures"))}
    if not pictures:
        return
    published = sa.text(
        "SELECT posts.id, post_revisions.html FROM posts "
        "JOIN post_revisions ON post_revisions.id = posts.shown_revision_id "
        "WHERE posts.status = 'published' AND posts.id > :after ORDER BY posts.id LIMIT 200"
    )
    insert = sa.text("INSERT INTO post_pictures (post_id, picture_id) VALUES (:post, :picture)")
    after = 0
    while rows := connection.execute(published, {"after": after}).all():
        after = rows[-1][0]
        for post_id, html in rows:
            for picture_id in {pictures[name] for name in PICTURE.findall(html) if name in pictures}:
                connection.execute(insert, {"post": post_id, "picture": picture_id})
