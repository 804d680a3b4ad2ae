"""Looks at what the environment says: the blog's own address, the proxies it believes, and its limits."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from blog.checkup.results import Figure, Result, Subject, ill, warning, well
from blog.languages.sentences import say
from blog.settings import Network

# A host as browsers send it: letters, digits, an address in brackets, perhaps a port; other scripts come as xn--.
HOST = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
AT_HOME = (".local", ".lan", ".internal", ".home.arpa", ".onion")
# No proxy of one's own stands in a network wider than these; in one of them anybody could claim any address.
WIDEST = {4: 8, 6: 16}


def check_address(subject: Subject) -> Result:
    url, hosts = subject.settings.url, subject.settings.hosts
    host = urlsplit(url).hostname or ""
    wrong = [name for name in (url.split("://", 1)[1], *hosts) if not HOST.fullmatch(name)]
    figures: dict[str, Figure] = {"url": url, "hosts": list(hosts)}
    if wrong:
        return ill(
            say(
                "“%(name)s” in BLOG_URL or BLOG_HOSTS is no host as browsers send it, so nobody can reach the blog by "
                "it; write it like blog.example.org, and other scripts in their xn-- form.",
                name=wrong[0],
            ),
            **figures,
        )
    if subject.settings.is_https:
        return well(say("The blog is at %(url)s, encrypted.", url=url), **figures)
    if _is_loopback(host):
        return warning(
            say(
                "The blog is at %(url)s, which only this machine can reach. Before readers come, set BLOG_URL to the "
                "https address they will use.",
                url=url,
            ),
            **figures,
        )
    if _is_at_home(host):
        return warning(
            say("The blog is at %(url)s, not encrypted; that is fine in a network you trust, and only there.", url=url),
            **figures,
        )
    return ill(
        say(
            "The blog is at %(url)s, so passwords and sessions travel unencrypted. Put it behind a proxy with https "
            "and set BLOG_URL to that address.",
            url=url,
        ),
        **figures,
    )


def check_proxies(subject: Subject) -> Result:
    trusted, https = subject.settings.trusted_proxies, subject.settings.is_https
    names = [str(network) for network in trusted]
    wide = [str(network) for network in trusted if _is_too_wide(network)]
    if wide:
        return ill(
            say(
                "BLOG_TRUSTED_PROXIES names %(network)s, so anybody may claim any address and no limit holds. Name the "
                "address of your proxy alone, such as 127.0.0.1.",
                network=wide[0],
            ),
            trusted=names,
        )
    if https and not trusted:
        return warning(
            say(
                "The blog is behind https, but no proxy is trusted, so all readers look like one and share one limit. "
                "Set BLOG_TRUSTED_PROXIES to the address of your proxy, such as 127.0.0.1."
            ),
            trusted=names,
        )
    if trusted and not https:
        return warning(
            say(
                "Proxies are trusted (%(names)s), but BLOG_URL is not https. Whoever connects from there may claim any "
                "address; name them only once the proxy stands in front of the blog.",
                names=", ".join(names),
            ),
            trusted=names,
        )
    if trusted:
        return well(say("Readers’ addresses are believed from %(names)s only.", names=", ".join(names)), trusted=names)
    return well(say("No proxy is trusted, and none is needed: headers that claim an address are ignored."), trusted=[])


def check_limits(subject: Subject) -> Result:
    if subject.settings.limits:
        return well(say("The rate limits are on."), on=True)
    return warning(
        say("BLOG_LIMITS is off, so floods and password lists meet no limit. Take it away after the load check."),
        on=False,
    )


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _is_at_home(host: str) -> bool:
    address = _address(host)
    if address is not None:
        return address.is_private
    return "." not in host or host.endswith(AT_HOME)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_too_wide(network: Network) -> bool:
    return network.prefixlen < WIDEST[network.version]
