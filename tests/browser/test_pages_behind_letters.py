"""The pages that letters lead to, in every light: nothing for axe to find, and nothing wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Watched, add_owner
from tests.browser.lights import check_in_every_light
from tests.cast.serving import Served
from tests.cast.site import PASSWORD
from tests.servers.smtp import PostOffice

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Behind(NamedTuple):
    """A blog, and by what it is for the path of each page that a letter to its reader leads to."""

    served: Served
    paths: dict[str, str]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    data = tmp_path_factory.mktemp("letters") / "var"
    add_owner(data, "Olive")
    with PostOffice() as office, Served(data, BLOG_LIMITS="off", BLOG_SMTP_URL=office.url) as served:
        owner = served.client()
        owner.sign_in("olive@example.org", PASSWORD)
        assert owner.http.post("/desk/you", data={"pace": "now"}).status_code == 303
        path, reader = owner.publish("The second kettle"), served.client()
        form = reader.comment_form(path)
        # An address gets one letter a day that asks something of it, so there are two readers.
        receipt = ""
        for email, follow in (("sol@example.org", "all"), ("ruth@example.org", "")):
            said = {"name": "Sol", "email": email, "body": f"Tea, says {email[:3]}.", "follow": follow}
            receipt = reader.http.post("/comments", data={**form, **said}).headers["location"]
        assert reader.http.post(receipt, data={"action": "prove"}).status_code == 303
        assert reader.http.post("/-/own-data", data={"email": "sol@example.org"}).status_code == 303
        # Two more go to the staff.
        letters = [str(letter.get_content()) for _, letter in office.wait_for(5)]
        found = re.findall(r"https?://\S+(/-/(mail|proofs|own-data|decide)/\S+)", "\n".join(letters))
        yield Behind(served, {kind: urlsplit(path).path for path, kind in found})


@pytest.mark.parametrize("kind", ["mail", "proofs", "own-data", "decide"])
def test_a_page_behind_a_letter_is_well_in_every_light(chromium: Browser, behind: Behind, kind: str) -> None:
    context = chromium.new_context()
    window = Watched(context, behind.served)
    page = window.open(behind.paths[kind])
    assert page.locator("main form").count()
    check_in_every_light(page)
    window.check_quiet()
    context.close()
