"""The report balances: what goes in comes out, for every kind, or the import fails loudly."""

from __future__ import annotations

import json

import pytest

from blog.importers.reports import REASONS, WARNINGS_KEPT, Outcome, Report, Unbalanced
from blog.importers.shapes import Caution, Dropped, Kind, Reason
from blog.languages.sentences import say


def test_the_report_is_the_one_of_the_contract() -> None:
    report = Report("blogger", dry_run=True)
    report.take(Kind.COMMENTS, 3, status="approved")
    report.count(Kind.COMMENTS, Outcome.CREATED, 2)
    report.hold(Kind.COMMENTS, "77/5", Reason.ORPHAN_POST)
    report.take_dropped(Dropped(Kind.TEMPLATES, "77/layout", Reason.NOT_CONTENT))
    report.caution(Caution(Reason.MENDED, "feed.atom", say("Mended %(num)s times.", num=2)))
    report.check()

    said = json.loads(json.dumps(report.as_json()))

    assert said["kinds"] == {
        "comments": {"in": 3, "created": 2, "updated": 0, "unchanged": 0, "merged": 0, "held": 1, "dropped": 0},
        "templates": {"in": 1, "created": 0, "updated": 0, "unchanged": 0, "merged": 0, "held": 0, "dropped": 1},
    }
    assert (said["format"], said["dry_run"]) == ("blogger", True)
    assert said["dropped"] == [{"kind": "templates", "key": "77/layout", "reason": "not-content"}]
    assert said["held"] == [{"kind": "comments", "key": "77/5", "reason": "orphan-post"}]
    assert said["warnings"] == [{"code": "mended", "key": "feed.atom", "text": "Mended 2 times."}]
    assert said["statuses"] == {"comments": {"approved": 3}}


@pytest.mark.parametrize("created", [0, 2])
def test_what_went_in_and_did_not_come_out_once_is_an_error(created: int) -> None:
    report = Report("blogger", dry_run=False)
    report.take(Kind.POSTS)
    report.count(Kind.POSTS, Outcome.CREATED, created)

    with pytest.raises(Unbalanced, match="posts"):
        report.check()


def test_nothing_is_dropped_or_held_without_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Report("blogger", dry_run=False).count(Kind.POSTS, Outcome.DROPPED)


def test_a_flood_of_warnings_is_counted_and_not_kept() -> None:
    report = Report("blogger", dry_run=False)
    for number in range(WARNINGS_KEPT + 5):
        report.caution(Caution(Reason.BAD_DATE, str(number), say("No date.")))

    assert len(report.as_json()["warnings"]) == WARNINGS_KEPT
    assert report.as_json()["warning_counts"] == {"bad-date": WARNINGS_KEPT + 5}
    assert any("5 more" in line for line in report.lines())


def test_the_report_for_a_terminal_says_every_number_and_every_reason() -> None:
    report = Report("blogger", dry_run=False)
    report.take(Kind.POSTS)
    report.count(Kind.POSTS, Outcome.UNCHANGED)
    report.take_dropped(Dropped(Kind.FILES, "x", Reason.FOREIGN_BLOG))
    report.changes["embeds"] += 4

    text = "\n".join(report.lines())
    assert "unchanged" in text
    assert "dropped: 1 files: Your own comments" in text
    assert "changed: 4 embeds" in text


def test_every_reason_has_a_sentence() -> None:
    assert set(REASONS) == set(Reason)
