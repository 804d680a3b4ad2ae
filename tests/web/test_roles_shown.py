"""The table of roles as the desk shows it: each cell is tried on the page that the capability opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from blog.accounts.roles import CAPABILITY_WORDS, ROLE_WORDS, ROLES, Capability
from tests.cast.site import Browser, Site

Table = dict[tuple[str, str], bool]
# For each capability a page of the desk, and what stands there only for whoever has it ("" for the page itself).
OPENS = {
    Capability.ENTER_DESK: ("/desk", ""),
    Capability.WRITE_DRAFTS: ("/desk/posts/new", ""),
    Capability.PUBLISH_OWN: ("/desk/posts/new", 'value="publish"'),
    Capability.EDIT_ALL_POSTS: ("/desk/tags", ""),
    Capability.MODERATE_OWN: ("/desk/comments", ""),
    Capability.MODERATE_ALL: ("/desk/bans", ""),
    Capability.RUN_SITE: ("/desk/settings", ""),
}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Browser]]:
    folder = tmp_path_factory.mktemp("roles")
    site = Site(folder, f"sqlite:///{folder}/blog.db", BLOG_LIMITS="off")
    yield {role: site.staff(role, role) for role in ROLES}
    site.close()


@pytest.fixture(scope="module")
def shown(staff: dict[str, Browser]) -> Table:
    """What the page says, by the words it says it in."""
    page = staff["contributor"].open("/desk/people/roles").html
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", page, re.S)]
    head, *body = [[re.sub(r"<small>.*?</small>|<[^>]+>", "", cell).strip() for cell in row] for row in rows]
    assert len(body) == len(Capability)
    return {(row[0], role): "yes" in cell for row in body for role, cell in zip(head[1:], row[1:], strict=True)}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("capability", Capability)
def test_a_cell_says_what_the_door_does(
    staff: dict[str, Browser], shown: Table, capability: Capability, role: str
) -> None:
    """A1, B11"""
    path, mark = OPENS[capability]
    page = staff[role].get(path)
    opens = page.status == 200 and mark in page.html
    assert shown[str(CAPABILITY_WORDS[capability]), str(ROLE_WORDS[role])] == opens


def test_the_words_of_the_desk_are_those_of_the_code() -> None:
    assert [str(CAPABILITY_WORDS[one]) for one in Capability] == [one.value for one in Capability]
    assert [str(words).lower() for words in ROLE_WORDS.values()] == list(ROLES) == list(ROLE_WORDS)
