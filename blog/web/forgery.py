"""Tells our own forms from forged ones, without a token in the page, so that pages are the same for everybody."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from blog.web.addresses import OwnAddresses


class Origin(Enum):
    OURS = "ours"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


def origin_of(headers: Headers, own: OwnAddresses) -> Origin:
    """Where a form was sent from: Sec-Fetch-Site decides where it is sent, else Origin, else Referer."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return Origin.OURS if site in ("same-origin", "none") else Origin.FOREIGN
    origin = headers.get("origin")
    if origin is not None:
        return Origin.OURS if own.is_origin(origin) else Origin.FOREIGN
    referer = headers.get("referer")
    if referer is not None:
        try:
            parts = urlsplit(referer)
        except ValueError:
            return Origin.FOREIGN
        return Origin.OURS if own.is_origin(f"{parts.scheme}://{parts.netloc}") else Origin.FOREIGN
    return Origin.UNKNOWN
