"""Policy clocks and prices."""

from __future__ import annotations

import pytest

from dispatch.policy import RestoreFrom
from dispatch.ticket import AreaClass, Priority, Step, TicketPrices
from tests.builders import at, minutes, policy, targets, ticket, weights


@pytest.mark.parametrize(
    ("area", "arrive", "restore"), [(AreaClass.URBAN, 15, 195), (AreaClass.RURAL, 60, 300), (AreaClass.REMOTE, 90, 330)]
)
def test_both_clocks_run_from_the_report_by_area_class(area: AreaClass, arrive: float, restore: float) -> None:
    asked = ticket(area_class=area)
    assert targets().arrive_by(asked) == at(arrive)
    assert targets().restore_by(asked) == at(restore)


def test_a_priority_may_have_its_own_clock_in_some_areas() -> None:
    strict = targets(arrival_by_priority={Priority.EMERGENCY: {AreaClass.URBAN: minutes(20)}})
    urgent = ticket(priority=Priority.EMERGENCY)
    assert strict.arrive_by(urgent) == at(-10)
    assert strict.restore_by(urgent) == at(170)
    assert strict.arrive_by(ticket()) == at(15)
    assert strict.arrive_by(ticket(priority=Priority.EMERGENCY, area_class=AreaClass.RURAL)) == at(60)


def test_restoration_may_be_counted_from_the_report() -> None:
    assert targets(restore_from=RestoreFrom.REPORTED).restore_by(ticket()) == at(150)


def test_a_ticket_may_bring_its_own_clocks() -> None:
    own = ticket(arrive_by=at(200))
    assert (targets().arrive_by(own), targets().restore_by(own)) == (at(200), at(380))
    assert targets().restore_by(ticket(restore_by=at(5))) == at(5)


def test_prices_follow_priority_and_customers() -> None:
    steps = (Step(minutes(30), 99.0),)
    priced = policy(weights=weights(arrival_steps={Priority.HIGH: steps}))
    prices = priced.prices(ticket(customers=12, critical_customers=2))
    assert (prices.arrival_late_minute, prices.restoration_late_minute) == (2.0, 1.0)
    assert prices.outage_minute == pytest.approx(0.02 * (10 + 40))
    assert prices.left_out == pytest.approx(2000 + 1440 * 0.02 * 50)
    assert (prices.arrival_steps, prices.restoration_steps) == (steps, ())


def test_more_critical_customers_than_customers_are_still_counted_once_each() -> None:
    assert policy().prices(ticket(customers=1, critical_customers=3)).outage_minute == pytest.approx(0.02 * 60)


def test_a_tickets_own_prices_come_first() -> None:
    agreed = TicketPrices(left_out=5.0)
    assert policy().prices(ticket(prices=agreed)) is agreed
