"""N4: eight writers and eight readers; nobody is told that the database is busy."""

from __future__ import annotations

import pytest

from tests.faults import crowding
from tests.faults.stage import Stage


@pytest.mark.faults
@pytest.mark.alone
def test_nobody_is_refused_while_eight_write_and_eight_read(stage: Stage) -> None:
    result = crowding.run(stage, seconds=1)
    print(f"N4: {result.words}")
    assert {status for status in result.statuses if status not in (200, 303)} == set()
    assert len(result.acknowledged) >= 8
    assert sorted(stage.typed()) == sorted(result.acknowledged)
