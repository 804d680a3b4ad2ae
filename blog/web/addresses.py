"""Our own addresses, configured and never read from the request, and the address a visit comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from blog.settings import Network, Settings
from blog.web.plain import plain_refusal

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class OwnAddresses:
    """The hosts and origins that are this blog."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.url)
        host = settings.url.split("://", 1)[1].lower()
        self.hosts = {host, *(name.lower() for name in settings.hosts)}
        hostname = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        if hostname in LOOPBACK or (hostname or "").startswith("127."):
            port = f":{parts.port}" if parts.port else ""
            self.hosts |= {name + port for name in LOOPBACK}
        default = ":443" if parts.scheme == "https" else ":80"
        self.hosts |= {name.removesuffix(default) for name in self.hosts}
        self.origins = {f"{parts.scheme}://{name}" for name in self.hosts}

    def is_host(self, host: str) -> bool:
        host = host.lower()
        return host in self.hosts or host.removesuffix(":443").removesuffix(":80") in self.hosts

    def is_origin(self, origin: str) -> bool:
        return origin.lower() in self.origins


class HostGuard:
    """Answers 400 to any Host that is not ours, before anything else looks at the request."""

    def __init__(self, app: ASGIApp, own: OwnAddresses) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            hosts = [value for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or not self._own.is_host(hosts[0].decode("latin-1")):
                words = "This blog does not answer to that host name. Its owner sets names in BLOG_URL and BLOG_HOSTS."
                await plain_refusal(400, words)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class TrustedProxies:
    """Believes X-Forwarded-For only when the connection comes from a proxy that the owner named."""

    def __init__(self, app: ASGIApp, trusted: Iterable[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._trusted:
            client = scope.get("client")
            # A server on a unix socket has no peer address: only a proxy can reach it.
            if client is None or self._is_trusted(client[0]):
                scope = {**scope, "client": (self._origin_of(scope), 0)}
        await self._app(scope, receive, send)

    def _origin_of(self, scope: Scope) -> str:
        """The last address in the chain that is no proxy of ours: everything before it may be made up."""
        values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        chain = [part.strip() for part in ",".join(values).split(",") if part.strip()]
        client = scope.get("client")
        address = client[0] if client else "127.0.0.1"
        for part in reversed(chain):
            if not _is_address(part):
                break
            address = part
            if not self._is_trusted(part):
                break
        return str(address)

    def _is_trusted(self, text: str) -> bool:
        if not _is_address(text):
            return False
        address = _unmapped(text)
        return any(address in network for network in self._trusted)


def address_prefix(address: str) -> str:
    """What limits count by: the /24 of an IPv4 address (also a mapped one), the /64 of an IPv6 address."""
    if not _is_address(address):
        return "unknown"
    plain = _unmapped(address)
    width = 24 if plain.version == 4 else 64
    return str(ipaddress.ip_network((plain, width), strict=False))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    return True


def _unmapped(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(text.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
