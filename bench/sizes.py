"""How much is measured: all of it, a quick look, or just enough to show that it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Runs, seconds a run, and how large the large blogs are."""

    runs: int = 3
    seconds: float = 3.0
    warm_up: int = 200
    posts: int = 1000
    many_posts: int = 10_000
    comments: int = 1_000_000
    waiting: int = 100_000
    requests: int = 100_000
    thread: int = 10_000


FULL = Sizes()
QUICK = Sizes(seconds=0.6, warm_up=50, posts=200, many_posts=2000, comments=20_000, waiting=4_000, requests=6_000)
TINY = Sizes(
    runs=1, seconds=0.05, warm_up=3, posts=20, many_posts=200, comments=1_400, waiting=1_200, requests=200, thread=500
)
