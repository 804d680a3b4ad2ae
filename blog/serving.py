"""Serves the blog: uvicorn with httptools, one process or several, and what it says when it starts."""

from __future__ import annotations

import os

import uvicorn
from starlette.types import ASGIApp

from blog.app import make_app, make_house
from blog.logs import set_up_logs
from blog.settings import read_settings

GRACE_SECONDS = 8


def build() -> ASGIApp:
    """What each serving process runs; its settings come from the environment it was started with."""
    set_up_logs()
    return make_app(make_house(read_settings(port=int(os.environ.get("BLOG_PORT", "8000")))))


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM; what is in flight then is finished."""
    os.environ["BLOG_PORT"] = str(port)
    uvicorn.run(
        "blog.serving:build",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="httptools",
        ws="none",
        loop="auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
