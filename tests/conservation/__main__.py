"""How much of any folder of exports survives an import, as a table: `python -m tests.conservation FOLDER…`.

For every blog in every file: the report's conservation (in minus everything that came of it, over all kinds: must be
0), a plain count of the file beside what the import saw, the share of each field's values and of parent edges that
are still there, the share of old addresses that answer on the running blog, and whether a second run, shuffled
entries and other time zones leave the very same blog. --verbose says what was lost.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from blog.importers.opening import open_format
from blog.importers.refusals import Unimportable
from blog.importers.shapes import Blog, Record
from tests.cast.serving import Served, run_blog
from tests.conservation import standing
from tests.conservation.crawling import crawl
from tests.conservation.exports import File, count, find_files, shuffle

ZONES = ("America/New_York", "Asia/Kolkata", "Pacific/Chatham")
OUTCOMES = ("created", "updated", "unchanged", "merged", "held", "dropped")
COUNTED = ("posts", "pages", "comments")


class Failed(Exception):
    """The import said no, in these words."""


@dataclass
class Line:
    """What is said of one blog in one file."""

    name: str
    conservation: int
    seen: str
    fields: dict[str, standing.Kept]
    edges: standing.Kept
    addresses: standing.Kept
    again: bool
    shuffled: bool
    zones: bool

    @property
    def is_whole(self) -> bool:
        return self.conservation == 0 and self.again and self.shuffled and self.zones and not self.edges.lost


def bring(file: File, blog: Blog, data: Path, path: Path | None = None, zone: str = "UTC") -> dict[str, Any]:
    """Import with the real command; the report. Raises Failed."""
    host = [] if blog.hosts else ["--host", "https://old.example.org"]
    words = ["import", file.format, str(path or file.path), "--blog", blog.name, *host, "--json"]
    done = run_blog(data, *words, TZ=zone)
    if done.returncode != 0:
        raise Failed(done.stderr.strip().splitlines()[-1])
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def examine(file: File, blog: Blog, scratch: Path) -> Line:
    """Import one blog five times into four places. Raises Failed."""
    records = read(file, blog)
    data = scratch / "blog"
    report = bring(file, blog, data)
    stands = standing.read_standing(data)
    print_of = stands.fingerprint()
    second = bring(file, blog, data)
    again = standing.read_standing(data).fingerprint() == print_of
    again = again and not any(numbers["created"] + numbers["updated"] for numbers in second["kinds"].values())
    mixed = shuffle(file, scratch)
    bring(file, blog, scratch / "shuffled", mixed)
    zoned = []
    for number, zone in enumerate(ZONES):
        bring(file, blog, scratch / f"zone{number}", zone=zone)
        zoned.append(standing.read_standing(scratch / f"zone{number}").fingerprint() == print_of)
    with Served(data) as served:
        addresses = crawl(served.client().http, records, stands)
    return Line(
        name=blog.name,
        conservation=conservation(report),
        seen=compare(report, file, blog),
        fields=standing.retention(records, stands),
        edges=standing.edges(records, stands),
        addresses=addresses,
        again=again,
        shuffled=standing.read_standing(scratch / "shuffled").fingerprint() == print_of,
        zones=all(zoned),
    )


def read(file: File, blog: Blog) -> list[Record]:
    """What the file says, read by the importer's reader alone."""
    host = None if blog.hosts else "https://old.example.org"
    with open_format(file.format, [file.path]) as export:
        return list(export.read(export.choose(blog.name, host), datetime.now(UTC)))


def conservation(report: dict[str, Any]) -> int:
    """What went in and came out nowhere, or came out without having gone in, over all kinds."""
    kinds = report["kinds"].values()
    return sum(abs(numbers["in"] - sum(numbers[outcome] for outcome in OUTCOMES)) for numbers in kinds)


def compare(report: dict[str, Any], file: File, blog: Blog) -> str:
    """What the import saw, and the plain count beside it where that differs."""
    counted = count(file, blog.place)
    seen = {kind: report["kinds"].get(kind, {}).get("in", 0) for kind in COUNTED}
    words = (str(seen[kind]) if seen[kind] == counted[kind] else f"{seen[kind]}({counted[kind]})" for kind in COUNTED)
    return "/".join(words)


def show(file: File, line: Line, verbose: bool) -> None:
    def share(kept: standing.Kept) -> str:
        return f"{kept.kept}/{kept.said}" if kept.said else "–"

    yes = {True: "same", False: "DIFFERS"}
    print(f"{file.path.name} · {line.name}")
    print(f"  conservation {line.conservation} · posts/pages/comments {line.seen} · parent edges {share(line.edges)}")
    print(f"  addresses {share(line.addresses)} · second run {yes[line.again]} · "
          f"shuffled {yes[line.shuffled]} · {len(ZONES)} zones {yes[line.zones]}")  # fmt: skip
    print("  " + " · ".join(f"{name} {share(kept)}" for name, kept in sorted(line.fields.items())))
    if verbose:
        for name, kept in [("edges", line.edges), ("addresses", line.addresses), *line.fields.items()]:
            for lost in kept.lost:
                print(f"    {name}: {lost}")


def main(words: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.conservation", description="What survives an import.")
    asked.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    asked.add_argument("--verbose", action="store_true", help="say what was lost")
    options = asked.parse_args(words)
    whole = True
    for folder in options.folders:
        for file in find_files(folder):
            try:
                with open_format(file.format, [file.path]) as export:
                    blogs = export.blogs
                for blog in blogs:
                    with tempfile.TemporaryDirectory() as scratch:
                        line = examine(file, blog, Path(scratch))
                    show(file, line, options.verbose)
                    whole = whole and line.is_whole
            except (Unimportable, Failed) as refusal:
                print(f"{file.path.name}\n  not imported: {refusal}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
