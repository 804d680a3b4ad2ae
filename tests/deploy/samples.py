"""Reads the page for servers and the files of deploy/ that it shows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
# Where the page puts the program, and where its settings and what the blog writes go.
PROGRAM, SETTINGS, DATA = "/opt/afterword", "/etc/afterword.env", "/var/lib/afterword"
PYTHON = f"{PROGRAM}/.venv/bin/python"
URL = "https://blog.example.org"


def page() -> str:
    return (ROOT / "docs" / "server.md").read_text("utf-8")


def sample(name: str) -> str:
    """The content of a file of deploy/."""
    return (DEPLOY / name).read_text("utf-8")


def blocks(language: str = "") -> list[str]:
    """The fenced blocks of the page, in order; those of one language when it is named."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page(), re.MULTILINE | re.DOTALL)
    return [text for known, text in found if language in ("", known)]


def block_with(words: str) -> str:
    """The one block of commands that holds these words."""
    found = [text for text in blocks("sh") if words in text and not text.startswith("#")]
    assert len(found) == 1, f"{len(found)} blocks of docs/server.md hold {words}"
    return found[0]


def unit() -> dict[str, list[str]]:
    """What afterword.service says, by directive; one named several times has several values."""
    said: dict[str, list[str]] = {}
    for line in sample("afterword.service").splitlines():
        if line and line[0] not in "#[":
            name, value = line.split("=", 1)
            said.setdefault(name, []).append(value)
    return said


def environment() -> dict[str, str]:
    """The settings of afterword.env that are not commented out."""
    lines = [line for line in sample("afterword.env").splitlines() if line and not line.startswith("#")]
    return {name: value.strip("'") for name, value in (line.split("=", 1) for line in lines)}


def nginx_headers() -> dict[str, str]:
    """What nginx.conf sets on a request it hands on: name and nginx's own expression."""
    return dict(re.findall(r"^\s*proxy_set_header (\S+) (.+);$", sample("nginx.conf"), re.MULTILINE))
