from __future__ import annotations

import pytest

from dispatch.clocks import ClockState, ticket_clocks
from dispatch.duty import DutyKey
from dispatch.figures import figures
from dispatch.ticket import AreaClass, Priority
from tests import builders as make

# T1: reported at -30, arrive-by 15, restore-by 195; T2 comes too late; T3 is on nobody's list.
CASE = make.problem(
    [
        make.ticket("T1"),
        make.ticket("T2", priority=Priority.URGENT, customers=200),
        make.ticket("T3", area_class=AreaClass.RURAL, customers=7),
    ],
    [make.crew("C1", shifts=(make.shift(0, 120, max_overtime=make.minutes(60)),)), make.crew("C2")],
)
PLAN = make.plan(CASE, {"C1": "T1 T2"})
FIGURES = figures(CASE, PLAN)


def test_clocks_say_when_and_by_how_much() -> None:
    clocks = ticket_clocks(CASE, PLAN)
    assert clocks["T1"].arrival.at == make.at(10)
    assert clocks["T1"].arrival.margin == make.minutes(5)
    assert clocks["T1"].arrival.state is ClockState.AT_RISK
    assert clocks["T1"].restoration.state is ClockState.MET
    assert clocks["T1"].state is ClockState.AT_RISK
    assert clocks["T2"].arrival.margin == make.minutes(-55)
    assert clocks["T2"].state is ClockState.MISSED


def test_a_ticket_left_out_misses_both_clocks() -> None:
    clocks = ticket_clocks(CASE, PLAN)["T3"]
    assert not clocks.planned
    assert clocks.arrival.margin is None
    assert clocks.restoration.state is ClockState.MISSED


def test_on_site_compliance_by_area_class() -> None:
    urban = FIGURES.arrival.by_area[AreaClass.URBAN]
    assert (urban.tickets, urban.planned, urban.met, urban.share) == (2, 2, 1, 0.5)
    assert urban.average_minutes == pytest.approx((40 + 100) / 2)


def test_a_ticket_left_out_counts_as_not_met_and_has_no_average() -> None:
    rural = FIGURES.arrival.by_area[AreaClass.RURAL]
    assert (rural.tickets, rural.planned, rural.share, rural.average_minutes) == (1, 0, 0.0, None)
    assert FIGURES.arrival.overall.share == pytest.approx(1 / 3)
    assert AreaClass.REMOTE not in FIGURES.arrival.by_area


def test_restoration_compliance_by_priority() -> None:
    assert FIGURES.restoration.by_priority[Priority.URGENT].met == 1
    assert FIGURES.restoration.by_priority[Priority.URGENT].average_minutes == pytest.approx(160)
    assert FIGURES.restoration.by_priority[Priority.HIGH].met == 1


def test_customer_minutes_count_from_the_report() -> None:
    assert FIGURES.customer_minutes == {"T1": 10 * 100, "T2": 200 * 160}
    assert FIGURES.customer_minutes_left_out == {"T3": 7 * (480 + 30)}


def test_the_crews_time() -> None:
    first, idle = FIGURES.duties
    assert first.duty == DutyKey("C1", 0)
    assert (first.visits, first.travel, first.busy) == (2, make.minutes(20), make.minutes(140))
    assert first.overtime == FIGURES.overtime == make.minutes(20)
    assert first.utilisation == pytest.approx(140 / 120)
    assert (idle.visits, idle.utilisation) == (0, 0.0)
    assert FIGURES.utilisation == pytest.approx(140 / 600)
    assert (FIGURES.served, FIGURES.left_out) == (2, 1)


def test_an_empty_day_has_no_shares() -> None:
    empty = make.problem([], [])
    found = figures(empty, make.plan(empty, {}))
    assert found.arrival.overall.share is None
    assert found.utilisation == 0.0
