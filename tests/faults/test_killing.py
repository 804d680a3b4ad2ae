"""N1: the serving process is killed under load, and nothing that was acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast.serving import Served
from tests.faults import killing


@pytest.mark.faults
@pytest.mark.slow
def test_a_killed_process_loses_no_acknowledged_comment(tmp_path: Path) -> None:
    result = killing.run(tmp_path, cycles=4)
    assert result.cycles == 4
    assert len(result.acknowledged) >= 12
    assert (result.lost, result.unannounced) == ([], [])
    assert result.integrity == "ok"


@pytest.mark.faults
def test_sigterm_ends_the_process_well(tmp_path: Path) -> None:
    """N12"""
    with Served(tmp_path / "var") as served:
        assert served.client().http.get("/").status_code == 200
        assert served.stop() == 0
