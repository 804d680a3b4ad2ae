"""A blog that can send mail, and its owner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast.site import Browser, Site


@pytest.fixture
def mailing(tmp_path: Path, migrated_url: str) -> Iterator[Site]:
    """A blog that can send mail. Nobody listens: letters stay in the outbox."""
    site = Site(tmp_path, migrated_url, BLOG_SMTP_URL="smtp://localhost:1", BLOG_LIMITS="off")
    yield site
    site.close()


@pytest.fixture
def owner(mailing: Site) -> Browser:
    return mailing.staff("Ada", "owner")
