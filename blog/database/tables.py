"""Every room's tables in one place, for migrations."""

from __future__ import annotations

from blog.accounts import models as accounts
from blog.comments import models as comments
from blog.database import buckets, versions
from blog.database.rows import Row
from blog.importers import models as importers
from blog.jobs import models as jobs
from blog.media import models as media
from blog.moderation import models as moderation
from blog.posts import models as posts
from blog.privacy import models as privacy
from blog.site import models as site

ROOMS = (accounts, buckets, comments, importers, jobs, media, moderation, posts, privacy, site, versions)
METADATA = Row.metadata
