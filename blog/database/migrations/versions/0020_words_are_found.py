"""words are found

What readers see is put into the index as it stands: the tables, on each database an index that follows them, and then
every published post and every shown comment, some hundreds at a time.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from blog.markup.searching import indexed

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BATCH = 500

# Tokens are separated by blanks and hold nothing but letters, digits and marks, so that quoting them is safe. Those of
# a title weigh A; between it and the text no phrase is found. A place is never above 16,383.
VECTOR = """
CREATE FUNCTION search_vector(title text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg('''' || token || ''':' || place || weight, ' '), '')::tsvector FROM (
        SELECT token, least(place, 16383) AS place, 'A' AS weight
          FROM unnest(string_to_array(title, ' ')) WITH ORDINALITY AS of_title(token, place)
        UNION ALL
        SELECT token, least(place + 10 + cardinality(string_to_array(title, ' ')), 16383), ''
          FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS of_words(token, place)
    ) AS tokens WHERE token <> ''
$$
"""

POSTS = sa.text(
    "SELECT posts.id, post_revisions.title, post_revisions.words FROM posts"
    " JOIN post_revisions ON post_revisions.id = posts.shown_revision_id"
    " WHERE posts.status = 'published' AND posts.id > :after ORDER BY posts.id LIMIT :most"
)
COMMENTS = sa.text(
    "SELECT comments.id, comment_revisions.words FROM comments"
    " JOIN comment_revisions ON comment_revisions.id = comments.shown_revision_id"
    " WHERE comments.id > :after ORDER BY comments.id LIMIT :most"
)


def upgrade() -> None:
    posts = op.create_table(
        "searchable_posts",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_searchable_posts_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_searchable_posts")),
    )
    comments = op.create_table(
        "searchable_comments",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_searchable_comments_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_searchable_comments")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _follow("searchable_posts", "post_id", ("title", "words"))
        _follow("searchable_comments", "comment_id", ("words",))
    else:
        op.execute(VECTOR)
        _add_vector("searchable_posts", "title, words")
        _add_vector("searchable_comments", "'', words")
    _fill(posts, POSTS, ("post_id", "title", "words"))
    _fill(comments, COMMENTS, ("comment_id", "words"))


def _follow(table: str, key: str, columns: tuple[str, ...]) -> None:
    """FTS5 keeps the index and not the words; triggers tell it of every change, those by a foreign key too."""
    names = ", ".join(columns)
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("old", "new"))
    gone = f"INSERT INTO {table}_index({table}_index, rowid, {names}) VALUES ('delete', old.{key}, {old});"  # noqa: S608
    come = f"INSERT INTO {table}_index(rowid, {names}) VALUES (new.{key}, {new});"  # noqa: S608
    # Words are separated by blanks already: `ascii` takes every letter beyond ASCII as it is.
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_index USING"
        f" fts5({names}, content='{table}', content_rowid='{key}', tokenize='ascii')"
    )
    op.execute(f"CREATE TRIGGER {table}_come AFTER INSERT ON {table} BEGIN {come} END")
    op.execute(f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN {gone} END")
    op.execute(f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN {gone} {come} END")


def _add_vector(table: str, of: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD COLUMN vector tsvector GENERATED ALWAYS AS (search_vector({of})) STORED")
    op.execute(f"CREATE INDEX ix_{table}_vector ON {table} USING gin (vector)")


def _fill(table: sa.Table, query: sa.TextClause, names: tuple[str, ...]) -> None:
    after = 0
    while rows := op.get_bind().execute(query, {"after": after, "most": BATCH}).all():
        after = rows[-1][0]
        words = [(row[0], *(indexed(text) for text in row[1:])) for row in rows]
        op.bulk_insert(table, [dict(zip(names, values, strict=True)) for values in words])
