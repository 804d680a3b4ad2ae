"""The form and the receipt in a real browser: what the scripts add, what they keep, and what stays without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.conftest import Watched
from tests.cast.serving import Client, Served, run_blog
from tests.cast.site import PASSWORD

KEPT = "Object.fromEntries(Object.keys(localStorage).map((key) => [key, JSON.parse(localStorage.getItem(key))]))"


@dataclass
class Quiet:
    served: Served
    owner: Client
    path: str

    def decide(self, decision: str) -> None:
        """Everything that waits."""
        fields = {"comment": self.owner.waiting(), "decision": decision}
        answer = self.owner.http.post("/desk/decisions", data=fields)
        assert answer.status_code == 303, answer.text


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """A blog with one post and nothing waiting."""
    data = tmp_path_factory.mktemp("quiet") / "var"
    words = ("account", "add", "olive@example.org", "--name", "Olive", "--role", "owner", "--password-stdin")
    assert run_blog(data, *words, stdin=f"{PASSWORD}\n").returncode == 0
    with Served(data, BLOG_LIMITS="off") as served:
        owner = served.client()
        owner.sign_in("olive@example.org", PASSWORD)
        quiet = Quiet(served, owner, owner.publish("The second kettle"))
        sent = {**served.client().comment_form(quiet.path), "body": "What do you think?", "name": "Ruth"}
        assert served.client().http.post("/comments", data=sent).status_code == 303
        quiet.decide("approved")
        yield quiet


class Reader(Watched):
    """A reader's browser, on the quiet blog."""

    def __init__(self, context: Any, quiet: Quiet) -> None:
        super().__init__(context, quiet.served)
        self.path = quiet.path


@pytest.fixture
def reader(chromium: Any, quiet: Quiet) -> Iterator[Any]:
    opened: list[Reader] = []

    def open_window(width: int = 1280, scripts: bool = True, dark: bool = False) -> Reader:
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)
        opened.append(Reader(context, quiet))
        return opened[-1]

    yield open_window
    for window in opened:
        window.context.close()


def begin(window: Reader, words: str = "") -> Any:
    """The post, as its reader opens it, with words in its form."""
    page = window.open(window.path)
    if words:
        page.get_by_label("Comment", exact=True).fill(words)
    return page


def body(page: Any) -> Any:
    return page.get_by_label("Comment", exact=True)


def send(page: Any) -> None:
    page.get_by_role("button", name="Post a Comment").click()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_refused_form_has_the_focus_on_what_is_wrong(reader: Any, scripts: bool, width: int) -> None:
    window = reader(width, scripts)
    page = begin(window, "Kept.")
    send(page)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "name"
    page.keyboard.type("Isla")
    page.keyboard.press("Enter")
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    window.check_quiet()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_form_errors_preview_and_receipt_are_well_in_every_light(
    reader: Any, quiet: Quiet, width: int, dark: bool
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    window = reader(width, dark=dark)
    page = begin(window)

    def check() -> None:
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    page.locator(".marks summary").click()
    body(page).fill("x" * 8001)
    page.locator(".count.over").wait_for()
    check()
    send(page)
    check()
    body(page).fill(f"A word at {width}, {dark}.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_role("button", name="Preview").click()
    check()
    page.get_by_role("button", name="Send it like this").click()
    check()
    page.locator("summary", has_text="Edit").click()
    page.get_by_label("Your comment").fill(" ")
    page.get_by_role("button", name="Keep the edit").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    check()
    begin(window)
    page.locator(".yours").first.wait_for()
    check()
    quiet.decide("approved")
    window.check_quiet()


def test_a_draft_outlives_an_accident_and_is_gone_when_it_was_sent(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "A long thought, nearly lost.")
    page.goto("about:blank")
    begin(window)
    assert body(page).input_value() == "A long thought, nearly lost."
    assert page.get_by_text("What you had begun is back").is_visible()
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    page.locator("[data-receipt]").wait_for()
    assert "afterword.drafts" not in page.evaluate(KEPT) or page.evaluate(KEPT)["afterword.drafts"] == {}
    begin(window)
    assert body(page).input_value() == ""
    quiet.decide("approved")
    window.check_quiet()


def test_a_draft_is_thrown_away_by_its_button_and_by_the_clock(reader: Any) -> None:
    window = reader()
    page = begin(window, "Not for the next person here.")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    assert body(page).input_value() == ""
    page.reload()
    assert body(page).input_value() == ""
    begin(window, "Nor this.")
    page.goto("about:blank")
    begin(window)
    drafts = page.evaluate(KEPT)["afterword.drafts"]
    for draft in drafts.values():
        draft["at"] -= 25 * 3600 * 1000
    body(page).fill("")
    # Set when the page has let go of its own.
    page.evaluate(
        "(all) => addEventListener('pagehide', () => localStorage.setItem('afterword.drafts', JSON.stringify(all)))",
        drafts,
    )
    page.reload()
    assert body(page).input_value() == ""
    assert "afterword.drafts" not in page.evaluate(KEPT), "what is too old is not even kept"
    window.check_quiet()


def test_each_answer_has_a_draft_of_its_own(reader: Any) -> None:
    window = reader(360)
    page = begin(window)
    page.get_by_role("link", name="Reply to Ruth").first.click()
    body(page).fill("Ruth, I think so.")
    page.goto("about:blank")
    begin(window)
    assert body(page).input_value() == "", "it answers somebody, and is no comment of its own"
    page.get_by_role("link", name="Reply to Ruth").first.click()
    assert body(page).input_value() == "Ruth, I think so."
    page.get_by_role("button", name="Cancel").click()
    assert body(page).input_value() == "Ruth, I think so.", "words move along; they are never taken away"
    window.check_quiet()


def test_a_name_is_kept_only_when_that_is_asked_for(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "One.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    begin(window)
    assert page.get_by_label("Name", exact=True).input_value() == ""
    assert "afterword.person" not in page.evaluate(KEPT)
    body(page).fill("Two.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_label("Website", exact=True).fill("isla.example")
    page.get_by_label("Keep name, e-mail and website in this browser").check()
    send(page)
    begin(window)
    assert page.get_by_label("Name", exact=True).input_value() == "Isla"
    assert page.get_by_label("Website", exact=True).input_value() == "isla.example"
    page.get_by_label("Keep name, e-mail and website in this browser").uncheck()
    assert "afterword.person" not in page.evaluate(KEPT), "it is gone at once"
    assert not window.context.cookies()
    quiet.decide("approved")
    window.check_quiet()


def test_the_counter_counts_as_the_blog_does_and_speaks_up_late(reader: Any) -> None:
    window = reader()
    page = begin(window)
    count, room = page.locator(".count"), page.locator(".room")
    assert not count.is_visible()
    for words, number in (("é" * 3, "3"), ("a\nb", "3"), ("\U0001f9f5", "1"), ("e\u0301", "1"), ("x" * 7000, "7,000")):
        body(page).fill(words)
        assert count.inner_text() == f"{number} of 8,000 characters"
    page.locator(".room", has_text="1,000 characters left").wait_for(state="attached")
    body(page).fill("x" * 7100)
    page.wait_for_timeout(1200)
    assert room.text_content() == "1,000 characters left", "it does not speak with every letter"
    body(page).fill("x" * 8002)
    page.locator(".room", has_text="2 characters too many").wait_for(state="attached")
    assert room.get_attribute("role") == "status"
    window.check_quiet()


@pytest.mark.parametrize("decision", ["approved", "rejected"])
def test_the_post_says_that_yours_is_waiting_until_the_outcome_was_seen(
    reader: Any, quiet: Quiet, decision: str
) -> None:
    """C10"""
    window = reader(360)
    page = begin(window, f"To be {decision}.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    assert "This browser remembers the address" in page.locator(".remembered").inner_text()
    receipt = page.url
    begin(window)
    page.get_by_text("Yours is waiting.").wait_for()
    page.get_by_role("link", name="Its receipt").click()
    assert page.url == receipt
    quiet.decide(decision)
    begin(window)
    page.get_by_text("Yours was approved." if decision == "approved" else "Yours was decided on.").wait_for()
    if decision == "rejected":
        page.get_by_role("link", name="Its receipt").click()
        assert "not taken" in page.get_by_role("heading", level=1).inner_text()
    begin(window)
    page.wait_for_load_state("networkidle")
    assert page.locator(".yours").count() == 0
    window.check_quiet()


def test_a_receipt_is_forgotten_on_purpose_and_stays_forgotten(reader: Any, quiet: Quiet) -> None:
    window = reader()
    page = begin(window, "On a borrowed device.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    page.get_by_role("button", name="Forget it here").click()
    assert page.get_by_text("Forgotten in this browser").is_visible()
    page.reload()
    assert page.locator(".remembered").count() == 0
    begin(window)
    page.wait_for_load_state("networkidle")
    assert page.locator(".yours").count() == 0
    assert "href" not in str(page.evaluate(KEPT)["afterword.receipts"])
    quiet.decide("approved")
    window.check_quiet()


def test_without_scripts_nothing_is_kept_and_nothing_is_missing(reader: Any, quiet: Quiet) -> None:
    window = reader(360, scripts=False)
    page = begin(window)
    page.locator(".marks summary").click()
    assert page.get_by_text("An empty line begins a paragraph").is_visible()
    for hidden in (".count", ".draft", ".keep", ".yours"):
        assert page.locator(hidden).count() == 0
    page.get_by_role("link", name="Reply to Ruth").first.click()
    body(page).fill("Without scripts.")
    page.get_by_label("Name", exact=True).fill("Isla")
    page.get_by_role("button", name="Preview").click()
    assert page.get_by_role("heading", name="As it will look").is_visible()
    page.get_by_role("button", name="Send it like this").click()
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Put it back").click()
    assert "pending" in page.locator("main").inner_text()
    quiet.decide("approved")
    assert not window.context.cookies()


def test_a_browser_that_keeps_nothing_still_lets_one_write(reader: Any, quiet: Quiet) -> None:
    window = reader()
    window.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = begin(window, "Kept nowhere.")
    page.get_by_label("Name", exact=True).fill("Isla")
    send(page)
    assert "waiting" in page.get_by_role("heading", level=1).inner_text()
    assert page.locator(".remembered").count() == 0
    quiet.decide("approved")
    window.check_quiet()


def test_whatever_stands_in_the_storage_breaks_nothing(reader: Any) -> None:
    window = reader()
    page = begin(window)
    number = page.locator("#comments").get_attribute("data-post")
    hostile = ["null", "7", '"x"', "[]", "[null]", '{"a": null}', '{"name": 7}', f'{{"{number}/": 7}}', "{", ""]
    hostile.append(f'{{"x": {{"post": "{number}", "href": "https://elsewhere.example/", "at": 1}}}}')
    hostile.append(f'{{"x": {{"post": "{number}", "href": "/desk", "at": 1}}}}')
    for text in hostile:
        for key in ("drafts", "person", "receipts"):
            page.evaluate("([key, text]) => localStorage.setItem(`afterword.${key}`, text)", [key, text])
        page.reload()
        body(page).fill("Still here.")
        assert page.locator(".count").inner_text() == "11 of 8,000 characters", text
        assert page.get_by_label("Name", exact=True).input_value() == "", text
        page.evaluate("localStorage.clear()")
    assert page.locator(".yours").count() == 0
    window.check_quiet()
