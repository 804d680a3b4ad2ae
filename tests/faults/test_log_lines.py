"""V9: every line of the log is one JSON object, whatever was sent, and nobody's data are in it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast.serving import ROOT, Served
from tests.faults.stage import Stage, log_of
from tests.servers.smtp import PostOffice

pytestmark = pytest.mark.faults

RAW = (
    b'GET /a%0d%0a{"level":"forged"} HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n',
    b"GET /\x1b[31m\x07 HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX-\x00Bad: \r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00 this is no http \xff\xfe\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"BREW /%00%ff%c0%ae HTTP/1.1\r\nHost: localhost:PORT\r\nConnection: close\r\n\r\n",
    b"POST /comments HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 10\r\nContent-Type: \xff\r\n\r\nshort",
)
# None of this may be found in any log.
SECRETS = ("solsecret", "Zoltan", "kettlewords", "nia@example.org", "127.0.0.1", "afterword=")


def send_raw(served: Served, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as line:
        line.sendall(sent.replace(b"PORT", str(served.port).encode()))
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass


def test_hostile_requests_leave_whole_lines_without_anyones_data(small_stage: Stage, office: PostOffice) -> None:
    office.mood.refused = frozenset({"nia@example.org"})
    with small_stage.serve(BLOG_SMTP_URL=office.url) as served:
        for sent in RAW:
            send_raw(served, sent)
        client = served.client()
        words = {"name": "Zoltan\r\n{}", "email": "solsecret@example.org", "body": "kettlewords\r\n\x00\x1b[0m"}
        form = client.comment_form(small_stage.path)
        assert client.http.post("/comments", data={**form, **words}).status_code in (303, 422)
        assert client.http.post("/comments", data={**form, **words, "name": "Zoltan"}).status_code in (303, 422)
        assert client.http.post("/comments", data={**form, "name": "Zoltan", "body": "kettlewords"}).status_code == 303
        client.http.post("/sign-in", data={"email": "nia@example.org", "password": "solsecret"})
        office.wait_for(2)
        # A broken database makes the longest lines, and its errors quote what was to be stored.
        small_stage.run("ALTER TABLE comment_revisions RENAME TO gone")
        broken = client.http.post("/comments", data={**form, **words, "name": "Zoltan", "body": "kettlewords 2"})
        assert broken.status_code in (500, 503)
        assert "kettlewords 2" in broken.text
        small_stage.run("ALTER TABLE gone RENAME TO comment_revisions")
        served.stop()
    lines = log_of(served)
    told = [json.loads(line) for line in lines]
    assert all({"at", "level", "from", "says"} <= line.keys() for line in told)
    assert "forged" not in {line["level"] for line in told}
    assert {"A job failed.", "The database cannot do its work."} <= {line["says"] for line in told}
    # Where the blog listens is nobody's address.
    whole = "\n".join(line for line in lines if "Uvicorn running on" not in line)
    assert [secret for secret in SECRETS if secret in whole] == []
    [fault] = [line for line in told if line["says"] == "The database cannot do its work."]
    assert fault["error"][-1]["code"] == "SQLITE_ERROR"
    assert any(place.startswith("blog/") for place in fault["error"][0]["places"])


SCRIPT = """
import logging, threading, warnings
from blog.logs import set_up_logs
set_up_logs()
warnings.simplefilter("always")
warnings.warn("An old way\\nof doing it")
thread = threading.Thread(target=lambda: {}["solsecret"], name="worker")
thread.start()
thread.join()
logging.getLogger("blog").info("%s", "two\\r\\nlines \\x1b \\u2028 \\ud800")
logging.getLogger("blog").info("%s %s", "too few")
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
raise ValueError("solsecret")
"""


def test_warnings_and_what_nobody_catches_are_lines_like_others() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["from"] for line in told] == ["py.warnings", "blog", "blog", "uvicorn.error", "blog"]
    assert "An old way\nof doing it" in told[0]["says"]
    assert told[1]["thread"] == "worker"
    assert [told[1]["error"][0]["kind"], told[4]["error"][0]["kind"]] == ["KeyError", "ValueError"]
    assert told[2]["says"] == "two\r\nlines \x1b \u2028 \ud800"
    assert "solsecret" not in done.stderr


def test_a_log_on_a_full_disk_stops_nothing_and_is_whole_again_afterwards(tmp_path: Path) -> None:
    script = """
import logging, resource
from blog.logs import set_up_logs
set_up_logs()
log = logging.getLogger("blog")
for size in (200, 250, 10_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    log.info("A line that is long enough to be torn in two by a disk that is full.")
print("still here")
"""
    with (tmp_path / "log").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, stderr=file, stdout=subprocess.PIPE, text=True, check=True
        )
    assert done.stdout == "still here\n"
    first, torn, last = (tmp_path / "log").read_text().splitlines()
    assert json.loads(first)["says"] == json.loads(last)["says"]
    assert not torn.endswith("}")
