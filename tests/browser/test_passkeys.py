"""A passkey by Chromium's own virtual device: added, used to sign in, used to show that it is the person, removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.desk import give_a_device

WAYS = "/desk/you/signing-in"


@pytest.fixture
def window(look: Any) -> Any:
    """A window of a computer with a device that knows its person."""
    window = look()
    give_a_device(window)
    return window


def test_a_passkey_is_added_signs_in_and_is_removed(window: Any) -> None:
    """S9"""
    window.sign_in("rut@example.org")
    page = window.open(WAYS)
    page.get_by_label("Name of the new passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**?done=passkey")
    assert page.locator("section", has_text="Passkeys").get_by_text("My laptop").first.is_visible()
    held = window.line.send("WebAuthn.getCredentials", {"authenticatorId": window.device})["credentials"]
    assert [key["isResidentCredential"] for key in held] == [True] and held[0]["rpId"] == "localhost"

    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url(f"{window.url}/")
    window.open("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk")
    assert "Rut" in page.content()

    window.open(WAYS)
    page.locator("form", has=page.locator("[value=passkey-remove]")).get_by_role("button").click()
    page.wait_for_url("**?done=removed")
    window.context.clear_cookies()
    window.open("/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That passkey does not open this blog.").wait_for()
    window.check_quiet()


def test_a_device_that_does_not_answer_changes_nothing_and_says_so(window: Any) -> None:
    page = window.open("/sign-in")
    window.line.send("WebAuthn.setUserVerified", {"authenticatorId": window.device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey answered, and nothing has happened.").wait_for()
    assert page.url.endswith("/sign-in")
    assert page.get_by_role("button", name="Sign in with a passkey").is_enabled()


def test_without_scripts_no_button_promises_a_passkey(look: Any) -> None:
    plain = look(scripts=False)
    page = plain.open("/sign-in")
    assert page.get_by_role("button", name="Sign in", exact=True).is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    plain.sign_in("rut@example.org")
    page = plain.open(WAYS)
    assert page.locator("noscript p").is_visible()
    assert not page.get_by_role("button", name="Add a passkey").is_visible()
