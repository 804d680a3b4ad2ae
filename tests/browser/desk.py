"""What the staff does at the desk in a browser, for the tests of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

PASTE = """([kind, content]) => {
  const data = new DataTransfer();
  if (kind === "html") {
    data.setData("text/html", content);
    data.setData("text/plain", "plain words");
  } else {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    data.items.add(new File([bytes], "kettle.png", { type: "image/png" }));
  }
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.getElementById("w-body").dispatchEvent(paste);
}"""


def body(page: Any) -> str:
    return str(page.locator("#w-body").input_value())


def holds(page: Any, words: str | re.Pattern[str]) -> None:
    """Until the box holds it: a function waited for in the page is an eval, which the page's policy forbids."""
    pytest.importorskip("playwright.sync_api").expect(page.locator("#w-body")).to_have_value(words)


def says(page: Any, words: str) -> None:
    """Until the page says so of what is typed."""
    page.locator(".keeping", has_text=words).wait_for()


def save(page: Any, action: str = "save") -> None:
    page.locator(f"button[value={action}]").first.click()
    page.wait_for_load_state()


def give_a_device(window: Any) -> None:
    """The window's computer gets a device for passkeys that knows its person: `window.device`, on `window.line`."""
    line = window.context.new_cdp_session(window.page)
    line.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    added = line.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    window.device, window.line = added["authenticatorId"], line
