"""The terminal is where the owner gives and takes: passwords, roles, and the way in."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog import cli
from blog.accounts import changing
from blog.accounts.changing import LastOwner
from tests.accounts.signing_in import ADA, attempt, right
from tests.accounts.test_second_steps import CODES, read
from tests.accounts.test_throttle import guess
from tests.cast.site import PASSWORD, Browser, Site

NIA = "nia@example.org"
NEW = "some other plain words"


@pytest.fixture
def terminal(blog: Site, tmp_path: Path, migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works on the test's blog."""
    monkeypatch.setenv("BLOG_DATA", str(tmp_path))
    monkeypatch.setenv("BLOG_DATABASE_URL", migrated_url)
    monkeypatch.setenv("BLOG_SECRET_KEY", "a key for tests that is long enough")
    monkeypatch.setattr(cli, "_open_house", lambda port=8000: blog.house)


def type_in(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin.readline", lambda: line + "\n")


@pytest.mark.usefixtures("terminal")
def test_a_new_password_works_at_once_and_the_old_one_no_more(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guess(blog, 6)
    type_in(monkeypatch, NEW)
    assert cli.main(["account", "password", "ADA@example.org", "--password-stdin"]) == 0
    assert capsys.readouterr().out == "ada@example.org has a new password and is signed out everywhere.\n"
    assert attempt(blog.visitor(), NEW).status == 303
    assert right(blog.visitor()).status == 403


@pytest.mark.usefixtures("terminal")
def test_a_password_that_everybody_tries_is_refused_here_too(
    blog: Site, ada: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "Password2026!")
    assert cli.main(["account", "password", ADA, "--password-stdin"]) == 1
    assert "among the first that are tried" in capsys.readouterr().err
    assert right(blog.visitor()).status == 303


@pytest.mark.usefixtures("terminal")
def test_who_has_lost_the_phone_and_the_paper_is_asked_for_no_codes(
    blog: Site, ada: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ada.open(CODES)
    page.send("code", code=read(page, blog).code())
    assert right(blog.visitor()).status == 200
    assert cli.main(["account", "no-codes", "ADA@example.org"]) == 0
    assert capsys.readouterr().out == "ada@example.org signs in with the password alone.\n"
    assert right(blog.visitor()).status == 303
    assert cli.main(["account", "no-codes", "eve@example.org"]) == 1


@pytest.mark.usefixtures("terminal")
def test_everybody_is_listed(blog: Site, ada: Browser, nia: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["account", "disable", NIA]) == 0
    capsys.readouterr()
    assert cli.main(["account", "list"]) == 0
    assert capsys.readouterr().out == "ada@example.org\towner\tAda\nnia@example.org\tmoderator\tNia\tdisabled\n"


@pytest.mark.usefixtures("terminal")
def test_a_disabled_person_comes_in_again_when_enabled(blog: Site, ada: Browser, nia: Browser) -> None:
    assert cli.main(["account", "disable", NIA]) == 0
    assert right(blog.visitor(), NIA).status == 403
    assert cli.main(["account", "enable", NIA]) == 0
    assert right(blog.visitor(), NIA).status == 303


@pytest.mark.usefixtures("terminal")
def test_a_role_is_given_and_signing_out_is_for_every_device(blog: Site, ada: Browser, nia: Browser) -> None:
    assert cli.main(["account", "role", NIA, "author"]) == 0
    assert nia.get("/desk").status == 303
    assert right(nia, NIA).status == 303
    assert nia.get("/desk/posts").status == 200
    assert cli.main(["account", "sign-out", NIA]) == 0
    assert nia.get("/desk").status == 303


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["disable", ADA], "This is the only owner of the blog. Make somebody else owner first."),
        (["role", ADA, "editor"], "This is the only owner of the blog. Make somebody else owner first."),
        (["role", NIA, "emperor"], "The role must be contributor, author, moderator, editor or owner."),
        (["disable", "eve@example.org"], "There is no account with this e-mail address."),
        (["password", ADA, "--password-stdin"], "Choose a password of ten characters or more"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    blog: Site,
    ada: Browser,
    nia: Browser,
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    type_in(monkeypatch, "short")
    assert cli.main(["account", *words]) == 1
    assert said in capsys.readouterr().err
    assert (ada.get("/desk").status, nia.get("/desk").status) == (200, 200)


def test_an_owner_who_is_not_the_last_may_go(blog: Site, ada: Browser) -> None:
    blog.staff("Bea", "owner")
    blog.house.database.write(lambda db: changing.disable_account(db, ADA, blog.clock()))
    with pytest.raises(LastOwner):
        blog.house.database.write(lambda db: changing.change_role(db, "bea@example.org", "author", blog.clock()))


def test_a_new_password_does_not_end_what_others_wait_for(blog: Site, ada: Browser, nia: Browser) -> None:
    guess(blog, 5, NIA)
    blog.house.database.write(lambda db: changing.change_password(db, blog.house.keys, ADA, "x", blog.clock()))
    assert guess(blog, 1, NIA) == [429]


@pytest.mark.usefixtures("terminal")
def test_another_address_is_given_without_a_letter(
    blog: Site, ada: Browser, nia: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """For who reads no letters at the old one any more, and where there is no mail server."""
    assert cli.main(["account", "address", "ADA@example.org", " Ada@Newer.example "]) == 0
    assert "ada@newer.example is the address to sign in with now." in capsys.readouterr().out
    assert ada.get("/desk").status == 200, "sessions go on"
    assert right(blog.visitor(), "ada@newer.example").status == 303
    assert attempt(blog.visitor(), PASSWORD).status == 403
    for wrong, says in (("nia@example.org", "There is an account"), ("nonsense", "needs an e-mail address")):
        assert cli.main(["account", "address", "ada@newer.example", wrong]) == 1
        assert says in capsys.readouterr().err
    assert cli.main(["account", "address", "nobody@example.org", "new@example.org"]) == 1
