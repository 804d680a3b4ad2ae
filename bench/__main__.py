"""The command `python -m bench [NAMES]`: measures what the budgets name, prints a table, keeps it as JSON."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.cores import pin_load
from bench.deciding import measure_decisions, measure_queue
from bench.keeping import measure_keeping
from bench.lasting import measure_memory, measure_start
from bench.lists import measure_lists
from bench.pages import measure_pages
from bench.report import Row, keep, show
from bench.screening import measure_screening
from bench.sending import measure_sending
from bench.sizes import FULL, QUICK, TINY, Sizes
from bench.threads import measure_threads

BENCHES: dict[str, Callable[[Path, Sizes], list[Row]]] = {
    "pages": measure_pages,
    "threads": measure_threads,
    "sending": measure_sending,
    "queue": measure_queue,
    "decisions": measure_decisions,
    "lists": measure_lists,
    "keeping": measure_keeping,
    "screening": measure_screening,
    "memory": measure_memory,
    "start": measure_start,
}
SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures P1–P11 and P13.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(BENCHES)} (default: all)")
    parser.add_argument("--quick", dest="size", action="store_const", const="quick", default="full", help="under 60 s")
    parser.add_argument("--size", choices=SIZES, help="how much is measured")
    parser.add_argument("--folder", type=Path, help="where the blogs are made (default: a temporary folder)")
    parser.add_argument("--results", type=Path, help="where the JSON goes (default: bench/results)")
    arguments = parser.parse_args(argv)
    unknown = set(arguments.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    pin_load()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=arguments.folder))
    rows: list[Row] = []
    try:
        for name in arguments.names or BENCHES:
            rows += BENCHES[name](folder, SIZES[arguments.size])
    finally:
        shutil.rmtree(folder)
    show(rows)
    file = keep(rows, arguments.results) if arguments.results else keep(rows)
    print(f"Kept in {file}")


if __name__ == "__main__":
    main()
