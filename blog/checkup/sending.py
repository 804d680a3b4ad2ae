"""Looks at what goes out with every page and every session: headers and the cookie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blog.checkup.results import Result, Subject, ill, well
from blog.languages.sentences import say

# What each header must be, in full or as one of its directives.
EXACT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
DIRECTIVES = ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:")


def check_sending(subject: Subject) -> Result:
    status, headers = subject.answer()
    if status != 200:
        return ill(say("The front page answers with %(status)s instead of 200.", status=status), status=status)
    https = subject.settings.is_https
    missing = [*_missing_headers(headers, https), *_missing_attributes(subject.cookie(), https)]
    if missing:
        return ill(
            say(
                "Pages or sessions are sent without what protects them: %(what)s. Something between the rooms and the "
                "door was changed; install this version of the program anew.",
                what="; ".join(missing),
            ),
            missing=missing,
        )
    return well(say("Pages go out with a strict policy and no cookie; a session’s cookie is closed to scripts."))


def _missing_headers(headers: Mapping[str, str], https: bool) -> Iterator[str]:
    for name, value in EXACT.items():
        if headers.get(name) != value:
            yield f"{name}: {value}"
    policy = [directive.strip() for directive in headers.get("content-security-policy", "").split(";")]
    for directive in DIRECTIVES:
        if directive not in policy:
            yield f"content-security-policy: {directive}"
    for word in {word for directive in policy for word in directive.split()}.intersection(UNSAFE):
        yield f"content-security-policy without {word}"
    if https and "max-age=" not in headers.get("strict-transport-security", ""):
        yield "strict-transport-security"
    if "set-cookie" in headers:
        yield "a public page without set-cookie"


def _missing_attributes(cookie: str, https: bool) -> Iterator[str]:
    name, *attributes = [part.strip().lower() for part in cookie.split(";")]
    for wanted in ("httponly", "samesite=lax", "path=/", *(["secure"] if https else [])):
        if wanted not in attributes:
            yield f"cookie: {wanted}"
    if https and not name.startswith("__host-"):
        yield "cookie: __Host-"
