"""The one cookie of this blog: the session of those who write and moderate here."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from blog.web.visits import Visit


def with_session(visit: Visit, response: Response, cookie: str, lifetime: timedelta) -> Response:
    """Hand the browser its session."""
    response.set_cookie(
        visit.house.cookie_name,
        cookie,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=visit.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


def without_session(visit: Visit, response: Response) -> Response:
    """Take the session's cookie back."""
    response.delete_cookie(
        visit.house.cookie_name, path="/", secure=visit.settings.is_https, httponly=True, samesite="lax"
    )
    return response
