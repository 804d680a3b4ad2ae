"""What other programs made of a body before they showed it, by the source it came from.

Whoever sets a kept body right again finds here what its first import used.
"""

from __future__ import annotations

from collections.abc import Mapping

from blog.importers import wordpress_bodies
from blog.importers.bodies import Shown

POSTS: Mapping[str, Shown] = {"wordpress": wordpress_bodies.show_post}
COMMENTS: Mapping[str, Shown] = {"wordpress": wordpress_bodies.show_comment}
