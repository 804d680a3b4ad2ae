"""Serves the blog: uvicorn with our protocol, one process or several, and how they end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from importlib.util import find_spec
from types import FrameType

import uvicorn

from blog.app import make_app, make_house
from blog.logs import set_up_logs
from blog.settings import Settings, SettingsError, read_settings
from blog.web.headers import HEADERS
from blog.web.sockets import Guarded, Sockets

# For what is in flight; with the worker's last job the end comes within ten seconds.
GRACE_SECONDS = 7
# Open files beside sockets: the database and its readers, static files, mail.
SPARE_FILES = 256
MOST_FILES = 16384
# Of glibc's malloc.h; other libraries have no such function, or pay no heed. One heap for all threads, of which one
# computes at a time; and what is large, or free at the heap's end, goes back to the system. That is 15 MiB of 125 after
# thousands of pages, for 4% more computing where a page is made. Smaller pieces would cost thrice that for nothing.
MALLOC = {"M_ARENA_MAX": (-8, 1), "M_MMAP_THRESHOLD": (-3, 256 * 1024), "M_TRIM_THRESHOLD": (-1, 1024 * 1024)}


def build() -> Guarded:
    """What each serving process runs; its settings come from the environment it was started with."""
    port = os.environ.get("BLOG_PORT")
    if port is None:
        raise SystemExit("Start the blog with `blog serve`: under another server it would stand there without limits.")
    set_up_logs()
    _keep_memory_together()
    settings = read_settings(port=int(port))
    headers = dict(HEADERS)
    if settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    app = make_app(make_house(settings))
    return Guarded(app, sockets=_make_sockets(settings), headers=headers, at_once=app.answer_at_once)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM; what is in flight then is finished, and the exit code is 0."""
    if find_spec("httptools") is None:
        # Any other parser would be taken without a word, and knows none of our limits.
        raise SettingsError("The package httptools is missing, and without it the blog is not served. Install it.")
    set_up_logs()
    os.environ["BLOG_PORT"] = str(port)
    _allow_open_files()
    # Uvicorn finishes its work, then raises the signal once more for whoever started it; by itself that ends in -15.
    signal.signal(signal.SIGTERM, _exit_well)
    uvicorn.run(
        "blog.serving:build",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="blog.web.protocol:GuardedProtocol",
        ws="none",
        loop="auto",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _keep_memory_together() -> None:
    """Glibc gives threads heaps of their own, and with dozens of threads these keep what nobody uses any more."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        for option, value in MALLOC.values():
            ctypes.CDLL(None).mallopt(option, value)


def _make_sockets(settings: Settings) -> Sockets:
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    in_all = None if files == resource.RLIM_INFINITY else max(files - SPARE_FILES, files // 2)
    if not settings.limits:
        return Sockets(from_a_prefix=None, in_all=in_all)
    return Sockets(in_all=in_all, spared=settings.trusted_proxies)


def _allow_open_files() -> None:
    """Many systems give 1,024 unless asked, and a socket is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _exit_well(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
