"""The cookies of this blog: the session, the known device, and what a reader asked a room to remember."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from blog.web.visits import Visit


def with_session(visit: Visit, response: Response, cookie: str, lifetime: timedelta) -> Response:
    """Hand the browser its session."""
    return with_cookie(visit, response, visit.house.cookie_name, cookie, "/", lifetime)


def with_device(visit: Visit, response: Response, cookie: str, path: str, lifetime: timedelta) -> Response:
    """Let the browser show at `path`, and nowhere else, that it has signed in here before."""
    return with_cookie(visit, response, visit.house.device_cookie_name, cookie, path, lifetime)


def without_session(visit: Visit, response: Response) -> Response:
    """Take the session's cookie back."""
    return without_cookie(visit, response, visit.house.cookie_name, "/")


def with_cookie(visit: Visit, response: Response, name: str, cookie: str, path: str, lifetime: timedelta) -> Response:
    """Hand the browser something to show at `path`, which no script reads and no other site sends."""
    response.set_cookie(
        name,
        cookie,
        max_age=int(lifetime.total_seconds()),
        path=path,
        secure=visit.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response


def without_cookie(visit: Visit, response: Response, name: str, path: str) -> Response:
    """Take it back."""
    response.delete_cookie(name, path=path, secure=visit.settings.is_https, httponly=True, samesite="lax")
    return response
