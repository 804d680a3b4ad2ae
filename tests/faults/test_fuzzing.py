"""Made-up requests to every route: a clear 4xx or an answer, never a 500."""

from __future__ import annotations

import pytest

from tests.cast.site import Browser, Site
from tests.faults import fuzzing


@pytest.mark.faults
def test_hostile_requests_are_never_answered_500(blog: Site, ada: Browser) -> None:
    path = blog.publish(ada)
    blog.say(path)
    statuses = fuzzing.run(blog, [blog.visitor(), ada, ada], requests=700)
    assert set(statuses) <= {200, 204, 206, 301, 303, 304, 400, 403, 404, 405, 409, 410, 413, 416, 422, 429}
    assert len(statuses) > 5
