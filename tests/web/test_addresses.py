"""Whose address is ours, and whose address a visit comes from."""

from __future__ import annotations

import ipaddress
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from blog.settings import Settings, SettingsError, read_settings
from blog.web.addresses import OwnAddresses, TrustedProxies, address_prefix
from blog.web.rendering import own_path


def settings(tmp_path: Any, **environ: str) -> Settings:
    return read_settings({"BLOG_DATA": str(tmp_path), "BLOG_SECRET_KEY": "k" * 32, **environ})


@pytest.mark.parametrize(
    ("url", "host", "ours"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8000", "127.0.0.1:8000", True),
        ("http://localhost:8000", "[::1]:8000", True),
        ("http://localhost:8000", "LOCALHOST:8000", True),
        ("http://localhost:8000", "localhost:8001", False),
        ("http://localhost:8000", "localhost", False),
        ("https://blog.example.org", "blog.example.org", True),
        ("https://blog.example.org", "blog.example.org:443", True),
        ("https://blog.example.org", "blog.example.org:8443", False),
        ("https://blog.example.org", "localhost", False),
        ("https://blog.example.org", "evil.example", False),
        ("https://blog.example.org", "blog.example.org.evil.example", False),
        ("https://blog.example.org", "old.example.org", True),
    ],
)
def test_only_configured_hosts_are_ours(tmp_path: Any, url: str, host: str, ours: bool) -> None:
    own = OwnAddresses(settings(tmp_path, BLOG_URL=url, BLOG_HOSTS="old.example.org"))
    assert own.is_host(host) is ours


@pytest.mark.parametrize(
    "url", ["blog.example.org", "https://x/path", "ftp://x", "https://u@x", "https://x:port", "https://x?y"]
)
def test_an_address_that_is_no_origin_is_one_sentence(tmp_path: Any, url: str) -> None:
    with pytest.raises(SettingsError, match="BLOG_URL"):
        settings(tmp_path, BLOG_URL=url)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_limits_count_by_network(address: str, prefix: str) -> None:
    assert address_prefix(address) == prefix


def client_seen(trusted: list[str], peer: str | None, forwarded: list[str]) -> str:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        raise AssertionError("nothing is sent")

    scope = {
        "type": "http",
        "client": (peer, 1) if peer else None,
        "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded],
    }
    networks = [ipaddress.ip_network(name) for name in trusted]
    anyio.run(TrustedProxies(app, networks), scope, receive, send)
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "seen"),
    [
        ([], "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        (["10.0.0.0/8"], "::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["nonsense"], "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", ["198.51.100.1, <script>"], "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", [], "10.0.0.1"),
    ],
)
def test_only_named_proxies_are_believed(trusted: list[str], peer: str, forwarded: list[str], seen: str) -> None:
    assert client_seen(trusted, peer, forwarded) == seen


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/desk/posts?x=1", "/desk/posts?x=1"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("https://evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/\tevil", "/desk"),
        ("", "/desk"),
    ],
)
def test_next_never_leads_away_from_here(wanted: str, led_to: str) -> None:
    assert own_path(wanted, "/desk") == led_to
