"""The command `python -m bench.lighthouse`: what Lighthouse says of pages of a demo blog; 1 if any of it is too low."""

from __future__ import annotations

import filecmp
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.servers import ROOT, Server, free_port

LEAST = 98
CATEGORIES = {"performance": "speed", "accessibility": "access", "best-practices": "practices", "seo": "search"}
PRESETS: dict[str, list[str]] = {"phone": [], "desktop": ["--preset=desktop"]}
SEARCH = "/search?q=kettle"
# What somebody looks for is nobody's page and asks not to be listed by search engines: to Lighthouse, that is a fault.
SKIPPED = {SEARCH: ["--skip-audits=is-crawlable"]}
# Other work on the machine counts as the page's own: what falls short of speed is asked again, and the middle counts.
TRIES = 3

HERE = Path(__file__).parent
LOCKED = ("package.json", "package-lock.json")
INSTALLED = ROOT / ".venv" / "lighthouse"


def main() -> None:
    missing = [name for name in ("node", "npm", "chromium") if shutil.which(name) is None]
    if missing:
        raise SystemExit(
            f"Lighthouse needs {' and '.join(missing)}, which is not here: on Debian, apt install nodejs npm chromium "
            "brings what is missing. Node.js has to be 18.16 or newer."
        )
    install()
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as scratch:
        folder = Path(scratch)
        with serve_demo(folder / "var") as server:
            url = f"http://localhost:{server.port}"
            failed = [name for name, path in pages_of(server).items() if not judge(name, url + path, path, folder)]
    if failed:
        raise SystemExit(f"Below {LEAST}: {', '.join(failed)}.")


def install() -> None:
    """Lighthouse and what it needs, just as they are locked, into .venv; once for each content of the lock."""
    if filecmp.cmpfiles(HERE, INSTALLED, LOCKED, shallow=False)[0] == [*LOCKED]:
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    shutil.copyfile(HERE / LOCKED[0], INSTALLED / LOCKED[0])
    # Until everything is there the lock stands under another name, so that a broken installation is begun anew.
    shutil.copyfile(HERE / LOCKED[1], INSTALLED / "npm-shrinkwrap.json")
    print("Installing Lighthouse", flush=True)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"]
    if subprocess.run(command, cwd=INSTALLED, check=False, stdout=subprocess.DEVNULL).returncode:
        raise SystemExit("npm could not install Lighthouse; what it said stands above.")
    (INSTALLED / "npm-shrinkwrap.json").rename(INSTALLED / LOCKED[1])


def serve_demo(data: Path) -> Server:
    port = free_port()
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    environ = {**known, "BLOG_DATA": str(data), "BLOG_URL": f"http://localhost:{port}"}
    made = subprocess.run(
        [sys.executable, "-m", "blog", "demo"], cwd=ROOT, env=environ, capture_output=True, check=False
    )
    if made.returncode:
        raise SystemExit(made.stderr.decode() or "The demo could not be made.")
    return Server(["blog", "serve", "--port", str(port)], port, BLOG_DATA=str(data), BLOG_URL=environ["BLOG_URL"])


def pages_of(server: Server) -> dict[str, str]:
    """The home page, the first post on it that has comments, and a search."""
    posts = re.findall(r'<h2[^>]*><a href="(/[^"#?]+)"', get(server, "/"))
    discussed = next(path for path in posts if 'class="comment' in get(server, path))
    return {"home": "/", "a post with comments": discussed, "a search": SEARCH}


def get(server: Server, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"host": f"localhost:{server.port}"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def judge(name: str, url: str, path: str, folder: Path) -> bool:
    """Print what Lighthouse says of the page, on a phone and on a desktop; whether all of it is good enough."""
    good = True
    for preset, options in PRESETS.items():
        reports = [ask(url, [*options, *SKIPPED.get(path, [])], folder)]
        while scores_of(reports[-1])["performance"] < LEAST and len(reports) < TRIES:
            reports.append(ask(url, [*options, *SKIPPED.get(path, [])], folder))
        each = [scores_of(report) for report in reports]
        # The middle of two, where the second was good, is the second.
        scores = {key: statistics.median_high([one[key] for one in each]) for key in CATEGORIES}
        said = "  ".join(f"{CATEGORIES[key]} {score:3}" for key, score in scores.items())
        print(f"{name:22}{preset:9}{said}", flush=True)
        for key, score in scores.items():
            if score < LEAST:
                good = False
                print("\n".join(f"    {CATEGORIES[key]}: {fault}" for fault in faults_of(reports[-1], key)), flush=True)
    return good


def ask(url: str, options: list[str], folder: Path) -> dict[str, Any]:
    """Lighthouse's report of one page."""
    file = folder / "report.json"
    command = [
        "node",
        str(INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--no-enable-error-reporting",
        "--chrome-flags=--headless=new --no-sandbox",
        *options,
    ]
    environ = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    said = ""
    for _ in range(TRIES):
        # A browser that is kept waiting for long enough loses the beginning of what it records.
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            report: dict[str, Any] = json.loads(file.read_text("utf-8"))
            return report
        said = done.stderr
    raise SystemExit(f"Lighthouse could not judge {url}:\n{said}")


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    """Of 100; 0 where there is none."""
    return {key: round(100 * (report["categories"][key]["score"] or 0)) for key in CATEGORIES}


def faults_of(report: dict[str, Any], category: str) -> list[str]:
    """What takes points from a category, in Lighthouse's own words."""
    weighed = [one["id"] for one in report["categories"][category]["auditRefs"] if one["weight"]]
    audits = [report["audits"][name] for name in weighed]
    low = [audit for audit in audits if audit["score"] is not None and audit["score"] < 0.9]
    return [f"{audit['title']} {audit.get('displayValue', '')}".strip() for audit in low]


if __name__ == "__main__":
    main()
