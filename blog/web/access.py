"""Who may enter a route: every route names one of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Access:
    """Who may enter. `allows(person)` is asked only where `signed_in`; a stranger there is led to sign in.

    Routes of the classes TOKEN and MACHINE ignore cookies and need no origin: what they carry is their proof.
    """

    name: str
    signed_in: bool = False
    knows_person: bool = False  # a private page that greets whoever is signed in, and is open to strangers too
    ignores_cookies: bool = False
    allows: Callable[[Any], bool] = lambda person: True


ANYONE = Access("anyone")
GREETED = Access("anyone, greeted", knows_person=True)
TOKEN = Access("token", ignores_cookies=True)
MACHINE = Access("machine", ignores_cookies=True)
