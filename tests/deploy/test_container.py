"""The Containerfile, read: no engine runs here, but each path it copies exists and it starts what the unit starts."""

from __future__ import annotations

import json
import re

from tests.deploy.samples import DATA, PROGRAM, ROOT, page, sample

STEPS = [
    line.split(None, 1)
    for line in sample("Containerfile").replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]


def values(instruction: str) -> list[str]:
    return [rest for name, rest in STEPS if name == instruction]


def test_what_it_copies_is_there_and_is_what_the_blog_needs() -> None:
    copied = [rest.split()[0] for rest in values("COPY")]
    assert copied == ["requirements.txt", "blog", "templates", "static"]
    assert all((ROOT / name).exists() for name in copied)


def test_it_installs_only_what_the_lock_names() -> None:
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in values("RUN")


def test_its_python_is_new_enough_for_the_project() -> None:
    (base,) = values("FROM")
    major, minor = re.findall(r"python:(\d+)\.(\d+)", base)[0]
    assert (int(major), int(minor)) >= (3, 11)


def test_the_blog_is_not_root_in_it_and_owns_only_its_data() -> None:
    names = [name for name, _ in STEPS]
    assert values("USER") == ["afterword"]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert values("VOLUME") == [DATA]
    assert f"BLOG_DATA={DATA}" in values("ENV")[0]
    assert any(f"install -d -o afterword -m 0700 {DATA}" in step for step in values("RUN"))


def test_it_serves_to_its_own_network_and_ends_by_sigterm() -> None:
    assert values("WORKDIR") == [PROGRAM]
    assert json.loads(values("ENTRYPOINT")[0]) == ["python", "-m", "blog"]
    assert json.loads(values("CMD")[0]) == ["serve", "--host", "0.0.0.0"]
    assert values("STOPSIGNAL") == ["SIGTERM"]
    assert "-p 127.0.0.1:8000:8000" in page(), "without an address the port would be open to everybody, past the proxy"
