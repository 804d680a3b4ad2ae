"""S9: a passkey opens the desk for its person, at this address, once for each challenge; all else is refused."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy import select, update

from blog.accounts import changing
from blog.accounts.models import Account, Passkey
from tests.accounts.authenticator import PRESENT, VERIFIED, WAYS, Device, add, offered, prove, sign_in, text_of
from tests.accounts.signing_in import attempt
from tests.accounts.test_ways import letters, ways
from tests.cast.site import Browser, Site

NOT_IT = "That passkey does not open this blog."
TOO_LATE = "came too late, or a second time"


@pytest.fixture
def device(ada: Browser) -> Device:
    """Ada's, with its key known to the blog."""
    device = Device()
    assert add(ada, device, "My phone").status == 303
    return device


def rows(blog: Site) -> list[Passkey]:
    with blog.reading() as db:
        return list(db.scalars(select(Passkey).order_by(Passkey.id)))


def test_a_passkey_is_added_by_name_and_opens_the_desk_without_a_password(
    blog: Site, ada: Browser, device: Device
) -> None:
    assert "My phone" in ada.open(WAYS).words and "not used yet" in ada.open(WAYS).words
    reader = blog.visitor()
    page = sign_in(reader, device)
    assert (page.status, page.location) == (303, "/desk")
    assert "Good to see you, Ada" in reader.open("/desk").words
    assert "not used yet" not in ada.open(WAYS).words
    assert letters(blog) == ["A passkey was added to your account"]
    assert [row.sign_count for row in rows(blog)] == [1]


def test_guesses_at_the_password_do_not_lock_the_passkey_out(blog: Site, device: Device) -> None:
    """S4"""
    assert [attempt(blog.visitor()).status for _ in range(6)] == [403] * 5 + [429]
    assert sign_in(blog.visitor(), device).status == 303


def test_a_challenge_is_good_once_and_for_ten_minutes(blog: Site, device: Device) -> None:
    reader = blog.visitor()
    given = offered(reader)
    fields = {"challenge": given["challenge"], "passkey": device.sign(given)}
    assert reader.post("/sign-in/passkey", fields).status == 303
    again = blog.visitor().post("/sign-in/passkey", fields)
    assert again.status == 403 and TOO_LATE in again.words
    given = offered(reader)
    blog.clock.step(minutes=10)
    late = reader.post("/sign-in/passkey", {"challenge": given["challenge"], "passkey": device.sign(given)})
    assert late.status == 403 and TOO_LATE in late.words


def test_an_answer_to_another_challenge_or_another_purpose_opens_nothing(
    blog: Site, ada: Browser, device: Device
) -> None:
    one, other, proof = offered(blog.visitor()), offered(blog.visitor()), offered(ada, f"{WAYS}/passkey")
    swapped = blog.visitor().post("/sign-in/passkey", {"challenge": one["challenge"], "passkey": device.sign(other)})
    assert swapped.status == 403 and NOT_IT in swapped.words
    for token in (proof["challenge"], "", "nonsense", "x" * 9000):
        page = blog.visitor().post("/sign-in/passkey", {"challenge": token, "passkey": device.sign(proof)})
        assert page.status == 403 and TOO_LATE in page.words


def test_what_another_place_or_another_key_signed_opens_nothing(blog: Site, device: Device) -> None:
    changed: list[dict[str, Any]] = [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://localhost:8000.evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"handle": text_of(b"somebody else")},
        {"credential": b"never seen"},
        {"key": Device().key},
    ]
    for changes in changed:
        page = sign_in(blog.visitor(), dataclasses.replace(device, **changes))
        assert page.status == 403 and NOT_IT in page.words, changes
    assert sign_in(blog.visitor(), device).status == 303


def test_a_key_made_for_another_place_or_by_nobody_is_not_kept(blog: Site, ada: Browser) -> None:
    for device in (Device(origin="https://evil.example"), Device(rp_id="evil.example"), Device(flags=PRESENT)):
        page = add(ada, device)
        assert page.status == 403 and NOT_IT in page.words
    assert rows(blog) == [] and letters(blog) == []


def test_a_copy_that_counts_behind_is_refused_and_one_that_never_counts_is_not(
    blog: Site, ada: Browser, device: Device
) -> None:
    for _ in range(2):
        assert sign_in(blog.visitor(), device).status == 303
    device.count = 1
    assert sign_in(blog.visitor(), device).status == 403
    still = Device(counts=False)
    add(ada, still)
    assert [sign_in(blog.visitor(), still).status for _ in range(2)] == [303, 303]


GARBAGE = [
    "",
    "nonsense",
    "null",
    "[]",
    "{}",
    "[" * 19_000,
    '{"id": 1}',
    '{"id": "é\\u0000"}',
    json.dumps({"id": "x" * 19_000}),
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "AAAA"}}),
    "x" * 100_000,
]


def test_garbage_is_refused_with_a_sentence(blog: Site, ada: Browser, device: Device) -> None:
    for answer in GARBAGE:
        signing, new = offered(blog.visitor()), offered(ada, f"{WAYS}/passkey?for=new")
        pages = [
            blog.visitor().post("/sign-in/passkey", {"challenge": signing["challenge"], "passkey": answer}),
            ada.post(WAYS, {"action": "passkey-add", "challenge": new["challenge"], "passkey": answer}),
        ]
        assert [page.status for page in pages] == [403, 403], answer[:40]
        assert all(NOT_IT in page.words for page in pages), answer[:40]


def test_a_torn_part_is_refused_with_a_sentence(blog: Site, device: Device) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        values: tuple[object, ...] = ("", "AAAA", "!!!", 1, None, [], "A" * 15_000)
        for value in values:
            page = sign_in(blog.visitor(), device, **{part: value})
            assert page.status == 403 and NOT_IT in page.words, (part, value)


def test_the_same_key_is_kept_once_and_only_for_its_person(
    blog: Site, ada: Browser, nia: Browser, device: Device
) -> None:
    for person in (ada, nia):
        page = add(person, device)
        assert page.status == 409 and "knows that passkey already" in page.words
    given = offered(ada, f"{WAYS}/passkey?for=new")
    fields = {"challenge": given["challenge"], "passkey": Device().make(given)}
    assert nia.post(WAYS, {"action": "passkey-add", **fields}).status == 403
    assert len(rows(blog)) == 1


def test_a_passkey_shows_that_it_is_the_person_and_nobody_elses_does(
    blog: Site, ada: Browser, nia: Browser, device: Device
) -> None:
    blog.clock.step(minutes=11)
    assert ways(ada, "passkey-remove", number="1").status == 403
    assert add(ada, Device()).status == 403
    given = offered(nia, f"{WAYS}/passkey")
    fields = {"challenge": given["challenge"], "passkey": device.sign(given)}
    assert nia.post(WAYS, {"action": "passkey-prove", **fields}).status == 403
    given = offered(ada, f"{WAYS}/passkey")
    fields = {"challenge": given["challenge"], "passkey": device.sign(given)}
    assert nia.post(WAYS, {"action": "passkey-prove", **fields}).status == 403
    assert prove(ada, device).status == 303
    assert add(ada, Device()).status == 303


def test_a_removed_passkey_opens_nothing_and_the_last_way_in_stays(
    blog: Site, ada: Browser, nia: Browser, device: Device
) -> None:
    number = str(rows(blog)[0].id)
    assert ways(nia, "passkey-remove", number=number).status == 409
    for unknown in ("", "x", "999", "-1"):
        assert ways(ada, "passkey-remove", number=unknown).status == 409
    blog.house.database.write(lambda db: db.execute(update(Account).values(password_hash=None)))
    kept = ways(ada, "passkey-remove", number=number)
    assert kept.status == 409 and "your only way in" in kept.words
    add(ada, Device(), "Another")
    assert ways(ada, "passkey-remove", number=number).status == 303
    assert sign_in(blog.visitor(), device).status == 403
    assert letters(blog)[-1] == "A passkey was removed from your account"


def test_who_is_disabled_is_not_let_in_by_a_passkey(blog: Site, nia: Browser) -> None:
    device = Device()
    add(nia, device)
    blog.house.database.write(lambda db: changing.disable_account(db, "nia@example.org", blog.clock()))
    assert sign_in(blog.visitor(), device).status == 403


def test_twenty_are_enough_and_a_name_is_made_where_none_was_given(blog: Site, ada: Browser) -> None:
    assert [add(ada, Device(), "x" * 200 if number else " \u200b ").status for number in range(21)] == [303] * 20 + [
        422
    ]
    names = [row.name for row in rows(blog)]
    assert names[0] == "A browser that does not say its name" and {len(name) for name in names[1:]} == {80}


def test_what_was_sent_when_the_session_had_ended_goes_along(blog: Site, ada: Browser, device: Device) -> None:
    reader = blog.visitor()
    given = offered(reader)
    fields = {"challenge": given["challenge"], "passkey": device.sign(given), "again": "/desk/posts/new"}
    page = reader.post("/sign-in/passkey", {**fields, "title": "Kept", "action": "save"})
    assert (page.status, page.location) == (307, "/desk/posts/new")
    away = offered(reader)
    fields = {"challenge": away["challenge"], "passkey": device.sign(away), "next": "//evil.example"}
    assert reader.post("/sign-in/passkey", fields).location == "/desk"
