from __future__ import annotations

from dispatch.crew import Break
from scenarios.map import route_map
from scenarios.page import page
from scenarios.timeline import timeline
from tests import builders as make
from tests.outcomes import HOSTILE, full_day, outcome

DAY = full_day()


def bars(name: str) -> list[tuple[str, str, float]]:
    """Row, start and minutes of each bar of that name."""
    trace = next(trace for trace in timeline(DAY).data if trace.name == name)
    return [(row, base, x / 60_000) for row, base, x in zip(trace.y, trace.base, trace.x, strict=True)]


def test_the_page_names_everything_and_escapes_it() -> None:
    html = page(DAY)
    for text in ("城东抢修班", "解放路 12 号", "COSTS_MORE_THAN_LEAVING_OUT", "ticket T5 costs more than it brings"):
        assert text in html
    assert HOSTILE not in html
    assert "<b>crew</b>" not in html


def test_an_empty_day_has_a_page_too() -> None:
    html = page(outcome(make.problem([], []), {}))
    assert "No crew has any work" in html


def test_the_timeline_shows_each_kind_of_work_in_local_time() -> None:
    first = "C1 城东抢修班"
    assert (first, "2026-03-02 16:10:00", 60) in bars("in time")
    assert (first, "2026-03-02 17:10:00", 30) in bars("break")
    assert (first, "2026-03-02 17:50:00", 15) in bars("reload")
    assert (first, "2026-03-02 20:00:00", 125) in bars("overtime")
    assert [row for row, _, _ in bars("waiting")] == ["=C2 @night &lt;b&gt;crew&lt;/b&gt;"]
    assert len(bars("shift")) == 3


def test_a_drive_by_the_depot_is_drawn_in_two_parts() -> None:
    drives = [(base[11:16], length) for row, base, length in bars("travel") if row.startswith("C1")]
    assert drives[:3] == [("16:00", 10), ("17:40", 10), ("18:05", 35)]


def test_a_break_inside_the_work_cuts_its_bar() -> None:
    lunch = Break(make.at(30), make.at(40), make.minutes(30))
    case = make.problem([make.ticket()], [make.crew(shifts=(make.shift(breaks=(lunch,)),))])
    day = outcome(case, {"C1": "T1"})
    work = next(trace for trace in timeline(day).data if trace.name == "at risk")
    assert [(base[11:16], x / 60_000) for base, x in zip(work.base, work.x, strict=True)] == [
        ("08:10", 20),
        ("09:00", 40),
    ]


def test_the_map_has_a_way_for_each_crew_and_a_sign_for_each_ticket() -> None:
    traces = {trace.name: trace for trace in route_map(DAY).data}
    assert len(traces["C1 城东抢修班"].x) == 5
    assert [len(traces[name].x) for name in ("in time", "at risk", "late", "left out")] == [1, 1, 2, 1]
    assert list(traces["late"].text) == ["2", "3"]
