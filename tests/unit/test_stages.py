"""How long each stage of a ticket takes, and where the time goes."""

from __future__ import annotations

import pytest

from dispatch.stages import Stage, stage_figures
from tests.builders import at


def test_stages_are_counted_from_the_moment_before_and_shares_add_up() -> None:
    found = stage_figures(
        [
            {Stage.REPORTED: at(0), Stage.DISPATCHED: at(10), Stage.ON_SITE: at(40), Stage.RESTORED: at(100)},
            {Stage.REPORTED: at(0), Stage.DISPATCHED: at(30), Stage.RESTORED: at(100)},
        ]
    )
    assert [(one.until, one.tickets, one.p50, one.total_minutes) for one in found] == [
        (Stage.DISPATCHED, 2, 20, 40),
        (Stage.ON_SITE, 1, 30, 30),
        (Stage.RESTORED, 2, 65, 130),
    ]
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert found[2].share == pytest.approx(130 / 200)
    assert (found[0].p10, found[0].p90) == (12, 28)


def test_a_moment_out_of_order_took_no_time_and_sets_nothing_back() -> None:
    found = stage_figures(
        [{Stage.REPORTED: at(0), Stage.ON_SITE: at(50), Stage.MADE_SAFE: at(40), Stage.RESTORED: at(60)}]
    )
    assert [one.p50 for one in found] == [50, 0, 10]


def test_tickets_without_two_moments_say_nothing() -> None:
    assert stage_figures([{}, {Stage.REPORTED: at(0)}]) == ()
