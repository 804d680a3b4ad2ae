"""The house rules of the design, held by reading the sources. Each message says what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.house import floors, habits, templates
from tests.house.sources import ROOT, modules_of, project_files

BLOG = modules_of("blog")
ALL = (*BLOG, *modules_of("tests"), *modules_of("bench"))


def none(complaints: Iterable[str]) -> None:
    """Fail with every complaint on a line of its own."""
    found = sorted(set(complaints))
    assert not found, "\n" + "\n".join(found)


def texts(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Pairs of path and content; files that are no text count as empty."""
    pairs = []
    for path in paths:
        content = path.read_bytes()
        pairs.append(
            (path.relative_to(ROOT).as_posix(), "" if b"\0" in content else content.decode("utf-8", "replace"))
        )
    return pairs


def test_every_room_stands_on_a_floor() -> None:
    none(floors.strangers(BLOG))


def test_a_room_imports_only_itself_and_the_rooms_below_it() -> None:
    none(floors.climbing_imports(BLOG))


def test_the_list_of_tables_imports_only_models() -> None:
    none(floors.unruly_exceptions(BLOG))


def test_the_entrance_hall_knows_no_blog_words() -> None:
    none(floors.words_in_the_hall(BLOG))


def test_only_doors_and_the_hall_know_http() -> None:
    none(floors.http_below_the_doors(BLOG))


def test_only_the_routes_open_doors() -> None:
    none(floors.doors_opened(BLOG))


def test_nothing_inside_the_house_leans_on_its_assembly() -> None:
    none(floors.assembly_entered(BLOG))


def test_imports_stand_at_the_top_of_the_file() -> None:
    none(floors.buried_imports(ALL))


def test_no_module_is_loaded_by_a_hidden_name() -> None:
    none(floors.hidden_imports(BLOG))


def test_no_modules_import_each_other() -> None:
    none(floors.circles(ALL))


def test_no_file_is_longer_than_300_lines() -> None:
    written = (path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js"})
    none(habits.long_files([*((module.path, module.source) for module in ALL), *texts(written)]))


def test_no_function_is_longer_than_40_lines() -> None:
    none(habits.long_functions(ALL))


def test_package_files_are_empty() -> None:
    none(habits.filled_packages(ALL))


def test_no_module_is_a_drawer_for_everything() -> None:
    none(habits.drawers(ALL))


def test_only_the_sanitizer_touches_bleach() -> None:
    none(habits.second_sanitizers(BLOG))


def test_only_the_markup_room_declares_text_safe() -> None:
    none(habits.makers_of_markup(BLOG))


def test_no_browser_test_waits_by_evaluating_script() -> None:
    none(habits.waits_by_evaluating(ALL))


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    none(templates.inline_code(texts(path for path in (ROOT / "templates").rglob("*") if path.is_file())))


def test_templates_never_switch_escaping_off() -> None:
    none(templates.unescaped(texts(path for path in (ROOT / "templates").rglob("*") if path.is_file())))


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    none(habits.traces_of_a_machine(texts(project_files())))
