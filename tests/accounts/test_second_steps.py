"""A code after the password: turned on only by a right one, each good once, and a way out for who lost the phone."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from blog.accounts.models import RecoveryCode
from tests.accounts.authenticator import Device, add, sign_in
from tests.accounts.signing_in import ADA, attempt, right, wait_of
from tests.accounts.test_renewing import link_for
from tests.accounts.test_ways import NEW, WAYS, letters, ways
from tests.cast.site import Browser, Page, Site

CODES = f"{WAYS}/codes"


@dataclasses.dataclass
class App:
    """What Ada holds: the app with her secret, and the sheet of paper."""

    blog: Site
    secret: str
    paper: list[str]

    def code(self, half_minutes: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.blog.clock() + timedelta(seconds=30 * half_minutes))


def read(page: Page, blog: Site) -> App:
    secret = re.findall(r'class="mono secret"[^>]*>([A-Z2-7 ]+)<', page.html)
    paper = re.findall(r'<li><code class="mono">([a-z2-7-]+)</code>', page.html)
    return App(blog, secret[0].replace(" ", "") if secret else "", paper)


@pytest.fixture
def app(blog: Site, ada: Browser) -> App:
    """Ada is asked for codes from now on; the clock has gone on to the next one."""
    page = ada.open(WAYS).browser.open(CODES)
    app = read(page, blog)
    done = ada.follow(page.send("code", code=app.code()))
    assert "From now on you are asked for a code after your password." in done.words
    blog.clock.step(seconds=30)
    return app


def enter(blog: Site, code: str) -> Page:
    """The password, and then this code."""
    page = right(blog.visitor())
    assert page.status == 200, page.words
    return page.send("code", code=code)


def test_after_the_password_a_code_is_asked_for_and_opens_the_desk(blog: Site, ada: Browser, app: App) -> None:
    page = right(blog.visitor())
    assert page.status == 200 and "set-cookie" not in page.headers
    assert page.browser.get("/desk").status == 303
    done = page.send("code", code=f" {app.code()[:3]} {app.code()[3:]}")
    assert (done.status, done.location) == (303, "/desk")
    assert "Good to see you, Ada" in page.browser.open("/desk").words
    assert letters(blog) == ["Codes are asked for when you sign in"]
    assert attempt(blog.visitor()).status == 403


def test_it_is_turned_on_only_by_a_right_code_and_the_offer_stays(blog: Site, ada: Browser) -> None:
    page = ada.open(CODES)
    app, refused = read(page, blog), page
    for wrong in ("", "000000x", app.code()[::-1] + "1", app.code(3)):
        refused = page.send("code", code=wrong)
        assert refused.status == 422 and read(refused, blog) == app
    assert right(blog.visitor()).status == 303
    assert refused.send("code", code=app.code()).status == 303
    assert page.send("code", code=app.code()).status == 409
    assert right(blog.visitor()).status == 200


def test_an_offer_is_for_one_person_and_for_ten_minutes(blog: Site, ada: Browser, nia: Browser) -> None:
    """S6"""
    page = ada.open(CODES)
    app, form = read(page, blog), page.form("code")
    assert nia.post(CODES, form.filled(code=app.code())).status == 409
    blog.clock.step(minutes=10)
    assert page.send("code", code=app.code()).location == f"{WAYS}?done=first"
    assert ada.get(CODES).location == f"{WAYS}?done=first"
    assert ways(ada, "prove", password="a few plain words").status == 303
    assert ada.post(CODES, form.filled(code=app.code())).status == 409
    assert letters(blog) == []


def test_a_code_is_good_once_and_one_half_minute_to_either_side(blog: Site, ada: Browser, app: App) -> None:
    assert [enter(blog, app.code(apart)).status for apart in (-3, -2, 2, 3)] == [403] * 4
    assert enter(blog, app.code(1)).status == 303
    assert [enter(blog, app.code(apart)).status for apart in (1, 0, -1)] == [403] * 3
    blog.clock.step(seconds=60)
    assert [enter(blog, app.code(apart)).status for apart in (-1, 0)] == [403, 303]


def test_a_code_on_paper_works_once_and_its_use_is_told(blog: Site, ada: Browser, app: App) -> None:
    assert len(set(app.paper)) == 10 and {len(code) for code in app.paper} == {19}
    assert enter(blog, app.paper[0].upper().replace("-", " ")).status == 303
    assert enter(blog, app.paper[0]).status == 403
    assert letters(blog)[-1] == "A recovery code was used to sign in as you"
    assert "9 recovery codes are left." in ada.open(WAYS).words
    with blog.reading() as db:
        kept = repr([vars(row) for row in db.scalars(select(RecoveryCode))])
    assert not any(code in kept or code.replace("-", "") in kept for code in app.paper)


def test_new_codes_on_paper_end_the_old_ones(blog: Site, ada: Browser, app: App) -> None:
    page = ada.open(CODES)
    new = read(page, blog).paper
    assert len(new) == 10 and not set(new) & set(app.paper)
    assert enter(blog, new[0]).status == 403
    assert page.send("offer").status == 303
    assert page.send("offer").status == 409
    assert [enter(blog, code).status for code in (app.paper[0], new[0])] == [403, 303]


def test_six_wrong_codes_wait_however_often_the_password_is_right(blog: Site, ada: Browser, app: App) -> None:
    """S4"""
    assert [enter(blog, "123456").status for _ in range(5)] == [403] * 5
    page = enter(blog, app.code())
    assert wait_of(page) == 15 * 60 and "Too many wrong codes" in page.words
    # Ada's own browser has an allowance of its own.
    assert right(ada).send("code", code=app.code()).status == 303


@pytest.mark.parametrize("ticket", ["", "nonsense", "x" * 9000])
def test_a_code_without_the_password_opens_nothing(blog: Site, ada: Browser, app: App, ticket: str) -> None:
    """S6"""
    page = blog.visitor().post("/sign-in/code", {"ticket": ticket, "code": app.code()})
    assert page.status == 403 and "Type your password again" in page.words
    assert "password" in page.form("/sign-in").names


def test_a_ticket_is_over_after_ten_minutes_and_with_the_password(blog: Site, ada: Browser, app: App) -> None:
    page = right(blog.visitor())
    blog.clock.step(minutes=10)
    assert page.send("code", code=app.code()).status == 403
    page = right(blog.visitor())
    ways(ada, "prove", password="a few plain words")
    assert ways(ada, "password", password=NEW).status == 303
    assert page.send("code", code=app.code()).status == 403


def test_a_new_password_by_mail_does_not_go_round_the_code(blog: Site, ada: Browser, app: App) -> None:
    blog.house.settings = dataclasses.replace(blog.house.settings, smtp_url="smtp://127.0.0.1:1")
    assert blog.visitor().post(link_for(blog), {"password": NEW}).status == 303
    page = attempt(blog.visitor(), NEW)
    assert page.status == 200 and page.browser.get("/desk").status == 303
    assert page.send("code", code=app.code()).status == 303


def test_a_passkey_needs_no_code_and_every_other_way_does(blog: Site, ada: Browser, app: App) -> None:
    device = Device()
    add(ada, device)
    assert sign_in(blog.visitor(), device).status == 303


def test_what_was_sent_when_the_session_had_ended_goes_along(blog: Site, ada: Browser, app: App) -> None:
    stranger = blog.visitor()
    over = stranger.post("/desk/posts/new", {"title": "Kept", "body": "Every word.", "action": "save"})
    code = over.send("again", email=ADA, password="a few plain words")
    assert "Every word." in code.html
    sent = code.send("code", code=app.code())
    assert (sent.status, sent.location) == (307, "/desk/posts/new")


def test_it_is_turned_off_by_hand_and_leaves_nothing_behind(blog: Site, ada: Browser, app: App) -> None:
    assert ada.post(CODES, {"action": "nonsense"}).status == 422
    assert "Ask me for no codes any more" in ada.open(CODES).words
    assert ada.post(CODES, {"action": "end"}).status == 303
    assert letters(blog)[-1] == "Codes are no longer asked for when you sign in"
    assert right(blog.visitor()).status == 303
    assert blog.count(RecoveryCode) == 0
