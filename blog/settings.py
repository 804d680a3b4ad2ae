"""What the environment decides: the few things that cannot live in the database."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Name, what it does, what happens when it is not set. docs/settings.md is compared with this list by a test.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("BLOG_DATA", "The folder that holds the database, the secret key, media and mail files.", "`var`"),
    (
        "BLOG_DATABASE_URL",
        "The address of the database, `sqlite:///path` or `postgresql://user@host/name`.",
        "`blog.db` in BLOG_DATA",
    ),
    ("BLOG_URL", "The origin readers use, such as `https://blog.example.org`.", "`http://localhost:PORT`"),
    ("BLOG_HOSTS", "More hosts that may be asked for, separated by commas; links always use BLOG_URL.", "none"),
    (
        "BLOG_SECRET_KEY",
        "The key that signs links and sessions; while it is being changed several, separated by commas, oldest first.",
        "made once in BLOG_DATA/secret.key",
    ),
    (
        "BLOG_SMTP_URL",
        "The mail server, such as `smtps://user:password@mail.example.org`.",
        "no mail for readers; letters to staff are written to BLOG_DATA/mail",
    ),
    (
        "BLOG_TRUSTED_PROXIES",
        "Addresses or networks of proxies whose X-Forwarded headers are believed, separated by commas.",
        "none: proxy headers are ignored",
    ),
    ("BLOG_LIMITS", "`off` switches the rate limits off, for benches and load checks only.", "on"),
)


SHORTEST_KEY = 8
SMTP_SCHEMES = ("smtp", "smtps", "smtp+starttls")
# A name in ASCII (an international one as its xn-- form) or an address.
HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]+")


class SettingsError(Exception):
    """A setting cannot be used; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides, read once at start."""

    data: Path
    database_url: str
    url: str
    hosts: tuple[str, ...]
    secret_keys: tuple[str, ...] = field(repr=False)
    smtp_url: str | None = field(repr=False)
    trusted_proxies: tuple[Network, ...]
    limits: bool

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https://")


def read_settings(environ: Mapping[str, str] | None = None, port: int = 8000) -> Settings:
    """Read the settings from `environ` (the process's own when None); raises SettingsError with one sentence."""
    env = os.environ if environ is None else environ
    data = Path(env.get("BLOG_DATA") or "var")
    _make_folder(data)
    return Settings(
        data=data,
        database_url=_read_database_url(env.get("BLOG_DATABASE_URL") or f"sqlite:///{data / 'blog.db'}"),
        url=_read_origin(env.get("BLOG_URL") or f"http://localhost:{port}"),
        hosts=tuple(_words(env.get("BLOG_HOSTS", ""))),
        secret_keys=_read_keys(env.get("BLOG_SECRET_KEY"), data),
        smtp_url=_read_smtp(env.get("BLOG_SMTP_URL", "").strip()),
        trusted_proxies=_read_networks(env.get("BLOG_TRUSTED_PROXIES", "")),
        limits=env.get("BLOG_LIMITS", "on").strip().lower() != "off",
    )


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"The folder BLOG_DATA={data} cannot be made: {error.strerror}.") from error
    if not os.access(data, os.W_OK | os.X_OK):
        raise SettingsError(f"The folder BLOG_DATA={data} cannot be written to by this user.")


def _read_database_url(url: str) -> str:
    """What is wrong is said without the address: it may hold a password."""
    if not url.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError("BLOG_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if url.startswith("sqlite") and url.removeprefix("sqlite://").strip("/") in ("", ":memory:"):
        raise SettingsError("BLOG_DATABASE_URL must name a file after sqlite:///, or the blog would forget everything.")
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise SettingsError("BLOG_DATABASE_URL has a host or a port that cannot be read.") from error
    return url


def _read_smtp(url: str) -> str | None:
    """What is wrong is said without the address: it holds a password."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        known = parts.scheme in SMTP_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not url.isprintable() or " " in url:
        raise SettingsError("BLOG_SMTP_URL must look like smtps://user:password@mail.example.org or smtp://localhost.")
    return url


def _read_origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SettingsError(f"BLOG_URL={url} must be an origin such as https://blog.example.org.") from error
    try:
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"BLOG_URL={url} has a port that is no number.") from error
    name = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(name) or parts.username:
        raise SettingsError(f"BLOG_URL={url} must be an origin such as https://blog.example.org.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SettingsError(f"BLOG_URL={url} must be an origin without a path.")
    host = f"[{name}]" if ":" in name else name
    default = 443 if parts.scheme == "https" else 80
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")


def _read_keys(given: str | None, data: Path) -> tuple[str, ...]:
    if given:
        keys = tuple(key.strip() for key in given.split(",") if key.strip())
    else:
        keys = (_key_file(data / "secret.key").strip(),)
    if not keys or min(len(key) for key in keys) < SHORTEST_KEY:
        raise SettingsError(
            f"The secret key (BLOG_SECRET_KEY or BLOG_DATA/secret.key) must have {SHORTEST_KEY} characters or more."
        )
    return keys


def _key_file(path: Path) -> str:
    """Make the key once. O_EXCL lets two processes that start together agree on the one that was first."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        try:
            return path.read_text("utf-8")
        except OSError as error:
            raise SettingsError(f"The secret key {path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"The secret key {path} is no text; put the right file there.") from error
    except OSError as error:
        raise SettingsError(f"The secret key {path} cannot be written: {error.strerror}.") from error
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _read_networks(text: str) -> tuple[Network, ...]:
    networks: list[Network] = []
    for word in _words(text):
        try:
            networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError as error:
            raise SettingsError(f"BLOG_TRUSTED_PROXIES names {word}, which is no address or network.") from error
    return tuple(networks)
