"""Which addresses on the web this blog may ask: only public ones, whatever they are written as. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

LONGEST = 2_048
PORTS = {"http": 80, "https": 443}
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# What a resolver takes for an address although it does not look like one: 2130706433, 0x7f.1, 0177.0.0.1.
NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")
# Names that mean this machine or its neighbours; what they resolve to would be refused as well.
HOME = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "onion", "arpa"})
# The characters that may stand as they are in what comes after the host; a % stays what it was.
PLAIN = "/%?&=:;@+!$,'()*[]~"

# Python's `is_global` changes with its version and takes some of these for public: translated, tunnelled and mapped
# addresses lead to whatever they carry inside.
CLOSED = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
# All that is public in IPv6 is in here; ::1, mapped, NAT64, unique local, link-local, site-local, multicast are not.
OPEN_V6 = ip_network("2000::/3")


class BadAddress(ValueError):
    """This is no address of a public place on the web."""


@dataclass(frozen=True)
class Address:
    """An http or https address, taken apart. host: in lower case, ASCII; target: path and query."""

    scheme: str
    host: str
    target: str

    @property
    def port(self) -> int:
        return PORTS[self.scheme]

    def __str__(self) -> str:
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}{self.target}"


def read_address(text: str) -> Address:
    """The address in a text. Raises BadAddress.

    Only http on port 80 and https on port 443, without a name or password in it, and with a host that is a name or a
    public address in its one usual form. What a name resolves to is for whoever connects to look at.
    """
    # What stands between is dropped by one reader and kept by another, and then they read different hosts.
    if len(text) > LONGEST or any(character <= " " or character in "\\\x7f" for character in text):
        raise BadAddress
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadAddress from error
    if parts.scheme not in PORTS or "@" in parts.netloc or port not in (None, PORTS[parts.scheme]):
        raise BadAddress
    host = _read_host(parts.netloc)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, quote(target, safe=PLAIN, errors="replace"))


def _read_host(netloc: str) -> str:
    if netloc.startswith("["):
        inside, _, rest = netloc[1:].partition("]")
        if rest and not rest.startswith(":"):
            raise BadAddress
        return _read_number(inside, IPv6Address)
    try:
        # Lower case, and wide or circled digits and dots as what they stand for.
        host = netloc.partition(":")[0].encode("idna").decode().lower().removesuffix(".")
    except UnicodeError as error:
        raise BadAddress from error
    labels = host.split(".")
    if NUMERIC.fullmatch(labels[-1]):
        return _read_number(host, IPv4Address)
    if len(host) > 253 or len(labels) < 2 or labels[-1] in HOME or not all(LABEL.fullmatch(part) for part in labels):
        raise BadAddress
    return host


def _read_number(text: str, kind: type[IPv4Address] | type[IPv6Address]) -> str:
    try:
        number = kind(text)
    except ValueError as error:
        raise BadAddress from error
    if not is_public(str(number)):
        raise BadAddress
    return str(number)


def is_public(number: str) -> bool:
    """Whether an IP address is one of a public host: none of this machine, its network, or a way around to them."""
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and (address.scope_id or address not in OPEN_V6):
        return False
    return address.is_global and not any(address.version == block.version and address in block for block in CLOSED)
