"""N7 through HTTP: of two moderators one wins, and the other reads who was faster."""

from __future__ import annotations

import pytest

from tests.faults import racing
from tests.faults.stage import Stage


@pytest.mark.faults
def test_of_two_moderators_at_once_one_wins_and_the_other_is_told_who(stage: Stage) -> None:
    result = racing.run(stage, races=6)
    assert result.wrong == []
    assert result.races == sum(result.won.values()) == 6
