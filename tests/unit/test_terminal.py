from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from api.terminal import show
from tests import builders as make
from tests.outcomes import HOSTILE, full_day, outcome


def shown(width: int = 200) -> str:
    text = io.StringIO()
    show(Console(file=text, width=width), full_day())
    return text.getvalue()


def test_each_job_says_when_where_and_how_its_clocks_fare() -> None:
    line = next(line for line in shown().splitlines() if " T3 " in line)
    for part in ("2 ", "18:40", "P2", "250 customers", "30.00500, 119.97000", "45 min", "2 h 25 late", "25 min late"):
        assert part in line


def test_breaks_reloads_left_out_totals_and_costs_are_told() -> None:
    text = shown()
    for part in (
        "break until 17:40",
        "reload until 18:05",
        "Left out: 1 of 5",
        "COSTS_MORE_THAN_LEAVING_OUT",
        "ticket T5 costs more than it brings",
        "tickets left out, at least",
        "2 of 5   40%",
        "Cost 5,934",
        "customers without power",
    ):
        assert part in text


def test_input_text_is_shown_as_it_is_and_never_read_as_markup() -> None:
    text = shown()
    assert HOSTILE in text
    case = make.problem([make.ticket(address="[red]Pier[/red] \x1b[2J7")], [make.crew("[C1]")])
    sink = io.StringIO()
    show(Console(file=sink, width=160, force_terminal=False), outcome(case, {"[C1]": "T1"}))
    assert "[red]Pier[/red] �[2J7" in sink.getvalue()
    assert "[C1]" in sink.getvalue()


def test_nothing_is_cut_off_in_a_narrow_terminal() -> None:
    text = "".join(shown(80).split())
    assert "COSTS_MORE_THAN_LEAVING_OUT" in text
    assert "…" not in text


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (None, "Cost 5,934 (found"),
        (5934.4, "Cost 5,934, proven optimal (found"),
        (5887.0, "Cost 5,934, within 0.8% of the bound 5,887 (found"),
        (1000.0, "Cost 5,934, proven to be at least 1,000 (found"),
    ],
)
def test_a_lower_bound_is_told_as_what_it_proves(bound: float | None, said: str) -> None:
    day, sink = full_day(), io.StringIO()
    show(Console(file=sink, width=200), replace(day, result=replace(day.result, bound=bound)))
    assert said in sink.getvalue()
