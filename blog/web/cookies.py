"""The two cookies of this blog, both of those who write and moderate here: the session, and the known device."""

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


def with_device(visit: Visit, response: Response, cookie: str, path: str, lifetime: timedelta) -> Response:
    """Let the browser show at `path`, and nowhere else, that it has signed in here before."""
    response.set_cookie(
        visit.house.device_cookie_name,
        cookie,
        max_age=int(lifetime.total_seconds()),
        path=path,
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
