from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.clocks import Clock
from scenarios import wording
from tests import builders as make


@pytest.mark.parametrize(
    ("at", "said"),
    [(0, "30 min early"), (30, "0 min early"), (30.2, "1 min late"), (95, "1 h 05 late"), (None, "left out")],
)
def test_margins(at: float | None, said: str) -> None:
    assert wording.margin(Clock(make.at(30), None if at is None else make.at(at))) == said


def test_spans() -> None:
    assert wording.span(timedelta(minutes=59)) == "59 min"
    assert wording.span(timedelta(minutes=125)) == "2 h 05"


def test_another_day_is_named() -> None:
    assert wording.clock_time(make.at(0), make.NOW) == "08:00"
    assert wording.clock_time(make.at(24 * 60), make.NOW) == "03-03 08:00"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert wording.printable("a\x1b[31mb\nc") == "a�[31mb\nc"
