"""Whether the time of an answer tells known people from unknown ones: `python -m bench.sign_in_times` (casebook S5)."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.cast.serving import Client, Served, run_blog

PAIRS = 80
APART = 0.05
ADD = ("account", "add", "ada@example.org", "--name", "Ada", "--role", "owner", "--password-stdin")


def main() -> int:
    """Print the medians of known and unknown people's answers; 1 when they are more than 5 % apart."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        run_blog(data, *ADD, stdin="a few plain words")
        with Served(data, BLOG_LIMITS="off") as served:
            client = served.client()
            times = {who: [measure(client, who)] for who in ("ada", "eve")}
            for _ in range(PAIRS):
                for who, found in times.items():
                    found.append(measure(client, who))
    known, unknown = (statistics.median(found) for found in times.values())
    apart = abs(known - unknown) / known
    print(f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms, {apart:.1%} apart ({PAIRS} pairs)")
    return int(apart > APART)


def measure(client: Client, who: str) -> float:
    """Seconds that a wrong password takes to be refused."""
    begun = time.perf_counter()
    answer = client.http.post("/sign-in", data={"email": f"{who}@example.org", "password": "not the right words"})
    assert answer.status_code == 403
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
