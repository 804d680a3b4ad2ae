"""The house rules notice what they forbid, and let pass what they allow: small made-up sources for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.house import floors, habits, templates
from tests.house.sources import Module, module

Rule = Callable[[Iterable[Module]], Iterable[str]]

# The rule, the file, its source, and whether the rule complains.
IMPORTS: list[tuple[Rule, str, str, bool]] = [
    (floors.strangers, "blog/sundries.py", "", True),
    (floors.strangers, "blog/posts/reading.py", "", False),
    (floors.climbing_imports, "blog/posts/reading.py", "from blog.comments import threads", True),
    (floors.climbing_imports, "blog/posts/reading.py", "from blog import comments", True),
    (floors.climbing_imports, "blog/posts/reading.py", "from ..comments import threads", True),
    (floors.climbing_imports, "blog/posts/reading.py", "def f():\n    import blog.moderation.queue", True),
    (floors.climbing_imports, "blog/posts/reading.py", "from blog.accounts.roles import may", False),
    (floors.climbing_imports, "blog/posts/pages.py", "from blog.comments import threads", False),
    (floors.climbing_imports, "blog/media/library.py", "import blog.posts.reading", True),
    (floors.climbing_imports, "blog/site/models.py", "from blog.accounts.models import Account", True),
    (floors.climbing_imports, "blog/accounts/models.py", "from blog.site.models import SiteSetting", False),
    (floors.climbing_imports, "blog/settings.py", "from blog.clock import Clock", True),
    (floors.climbing_imports, "blog/mail/sending.py", "from blog.markup.text import slug", True),
    (floors.climbing_imports, "blog/markup/text.py", "from blog.settings import Settings", True),
    (floors.climbing_imports, "blog/markup/text.py", "from blog.languages.sentences import say", False),
    (floors.climbing_imports, "blog/feeds/atom.py", "from blog.search import finding", True),
    (floors.climbing_imports, "blog/demo/filling.py", "from blog.app import make_app", True),
    (floors.climbing_imports, "blog/database/tables.py", "from blog.posts import models", False),
    (floors.climbing_imports, "blog/database/engine.py", "from blog.posts import models", True),
    (floors.unruly_exceptions, "blog/database/tables.py", "from blog.posts.reading import find", True),
    (floors.words_in_the_hall, "blog/web/door.py", "from blog.accounts.sessions import find_session", True),
    (floors.words_in_the_hall, "blog/web/door.py", "from blog.app import make_app", True),
    (floors.words_in_the_hall, "blog/web/door.py", "from blog.database.engine import Database", False),
    (floors.http_below_the_doors, "blog/posts/reading.py", "from starlette.responses import Response", True),
    (floors.http_below_the_doors, "blog/posts/reading.py", "from blog.web.visits import Visit", True),
    (floors.http_below_the_doors, "blog/jobs/worker.py", "import uvicorn", True),
    (floors.http_below_the_doors, "blog/posts/api.py", "from starlette.responses import Response", False),
    (floors.http_below_the_doors, "blog/web/door.py", "import starlette", False),
    (floors.assembly_entered, "blog/demo/pages.py", "from blog.routes import ROUTES", True),
    (floors.assembly_entered, "blog/web/door.py", "from blog.app import make_app", True),
    (floors.assembly_entered, "blog/app.py", "from blog.routes import ROUTES", False),
    (floors.buried_imports, "blog/posts/reading.py", "def f():\n    import json", True),
    (floors.buried_imports, "blog/posts/reading.py", "if True:\n    import json", True),
    (
        floors.buried_imports,
        "blog/posts/reading.py",
        "try:\n    import json\nexcept ImportError:\n    json = None",
        True,
    ),
    (floors.buried_imports, "blog/posts/reading.py", "if TYPE_CHECKING:\n    import json", False),
    (floors.buried_imports, "blog/posts/reading.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import json", True),
    (floors.hidden_imports, "blog/jobs/worker.py", "importlib.import_module('blog.comments')", True),
    (floors.hidden_imports, "blog/routes.py", "importlib.import_module('blog.passkeys.pages')", False),
    (habits.long_functions, "blog/posts/reading.py", "def f():\n" + "    pass\n" * 40, True),
    (habits.long_functions, "blog/posts/reading.py", "def f():\n" + "    pass\n" * 39, False),
    (habits.waits_by_evaluating, "tests/browser/test_story.py", "page.wait_for_function('true')", True),
    (habits.waits_by_evaluating, "tests/browser/test_story.py", "page.locator('main').wait_for()", False),
    (habits.filled_packages, "blog/posts/__init__.py", "from blog.posts import reading", True),
    (habits.filled_packages, "blog/posts/__init__.py", "", False),
    (habits.drawers, "blog/posts/date_helpers.py", "", True),
    (habits.drawers, "blog/services/posting.py", "", True),
    (habits.drawers, "blog/posts/dates.py", "", False),
    (habits.second_sanitizers, "blog/markup/comments.py", "import bleach", True),
    (habits.second_sanitizers, "blog/markup/sanitizing.py", "from bleach.sanitizer import Cleaner", False),
    (habits.makers_of_markup, "blog/posts/pages.py", "from markupsafe import Markup\nx = Markup(body)", True),
    (habits.makers_of_markup, "blog/posts/pages.py", "from markupsafe import Markup as M\nx = map(M, bodies)", True),
    (habits.makers_of_markup, "blog/posts/pages.py", "import markupsafe\nx = markupsafe.Markup(body)", True),
    (habits.makers_of_markup, "blog/posts/pages.py", "from markupsafe import Markup\ndef f(x: Markup): ...", False),
    (habits.makers_of_markup, "blog/posts/pages.py", "from markupsafe import Markup\nisinstance(x, Markup)", False),
    (habits.makers_of_markup, "blog/markup/comments.py", "from markupsafe import Markup\nx = Markup(body)", False),
]


@pytest.mark.parametrize(("rule", "path", "source", "complains"), IMPORTS)
def test_a_rule_complains_about_what_it_forbids_and_nothing_else(
    rule: Rule, path: str, source: str, complains: bool
) -> None:
    assert bool(list(rule([module(path, source)]))) is complains


DOOR = module("blog/posts/pages/reading.py", "")
OPENERS = [
    ("blog/routes.py", "from blog.posts.pages import reading", False),
    ("blog/posts/pages/desk.py", "from blog.posts.pages.reading import show_post", False),
    ("blog/posts/publishing.py", "from blog.posts.pages import reading", True),
    ("blog/comments/pages/sending.py", "import blog.posts.pages.reading", True),
    ("blog/app.py", "from blog.posts.pages.reading import show_post", True),
]


@pytest.mark.parametrize(("path", "source", "complains"), OPENERS)
def test_only_routes_and_files_of_the_same_door_may_open_it(path: str, source: str, complains: bool) -> None:
    assert bool(list(floors.doors_opened([DOOR, module(path, source)]))) is complains


def test_a_long_circle_is_found_once() -> None:
    ring = [
        module("blog/posts/a.py", "from blog.posts import b"),
        module("blog/posts/b.py", "import blog.posts.c"),
        module("blog/posts/c.py", "from blog.posts.a import thing"),
    ]
    assert len(list(floors.circles(ring))) == 1
    assert not list(floors.circles(ring[:2]))


def test_a_file_of_301_lines_is_too_long() -> None:
    assert list(habits.long_files([("static/blog.css", "\n" * 301)]))
    assert not list(habits.long_files([("static/blog.css", "\n" * 300)]))


@pytest.mark.parametrize(
    ("line", "complains"),
    [
        ("index-url = https://" + "pypi" + ".org/simple", True),
        ("data = '" + "/root" + "/blog'", True),
        ("cd " + "/work" + "/main", True),
        ("see https://example.org/work/list and docs/work/", False),
        ("@root/ and /var/lib/blog", False),
    ],
)
def test_traces_of_a_machine_are_found(line: str, complains: bool) -> None:
    assert bool(list(habits.traces_of_a_machine([("README.md", line)]))) is complains


@pytest.mark.parametrize(
    ("template", "complains"),
    [
        ('<p style="color: red">', True),
        ("<P STYLE='{{ colour }}'>", True),
        ("<style>p { color: red }</style>", True),
        ('<button {% if x > 1 %}onclick="go()"{% endif %}>', True),
        ("<script>alert(1)</script>", True),
        ("<script>{{ data }}</script>", True),
        ("<script type=module src=\"{{ asset('desk.js') }}\"></script>", False),
        ('{% set only = "x" %}<p class="style">{{ f(style=1) }} on = off</p>{# <style> #}', False),
    ],
)
def test_inline_code_in_a_template_is_found(template: str, complains: bool) -> None:
    assert bool(list(templates.inline_code([("templates/x.html", template)]))) is complains


@pytest.mark.parametrize(
    ("template", "complains"),
    [
        ("{{ body|safe }}", True),
        ("{{ body | safe }}", True),
        ("{% autoescape false %}", True),
        ("{{ body|safer }} {# |safe is forbidden #} a safe place", False),
    ],
)
def test_a_template_that_trusts_text_is_found(template: str, complains: bool) -> None:
    assert bool(list(templates.unescaped([("templates/x.html", template)]))) is complains
