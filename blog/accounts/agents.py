"""Which browser a session is on, in words that a person knows; what a browser says of itself is only a hint."""

from __future__ import annotations

from blog.languages.sentences import Sentence, say

# Read from the top: nearly every browser also claims to be the ones below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = say("A browser that does not say its name")


def name_browser(agent: str) -> Sentence:
    """“Firefox on Linux” from a User-Agent header."""
    browser = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    if browser is None and system is None:
        return UNKNOWN
    if system is None:
        return say("%(browser)s", browser=browser)
    if browser is None:
        return say("A browser on %(system)s", system=system)
    return say("%(browser)s on %(system)s", browser=browser, system=system)
