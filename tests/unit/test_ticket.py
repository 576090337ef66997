"""Tickets refuse what no plan could make sense of."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.ticket import Precedence, Started, Visit
from tests.builders import at, minutes, party, ticket


def test_a_ticket_has_one_visit_for_each_party() -> None:
    assert ticket(parties=(party(), party())).visits == (Visit("T1", 0), Visit("T1", 1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parties": ()}, "asks for no crew"),
        ({"customers": -1}, "negative number of customers"),
        ({"critical_customers": -1}, "negative number of customers"),
        ({"reported_at": at(0).replace(tzinfo=None)}, "reported_at .* no time zone"),
        ({"arrive_by": at(0).replace(tzinfo=None)}, "arrive_by .* no time zone"),
        ({"restore_by": at(0).replace(tzinfo=None)}, "restore_by .* no time zone"),
        ({"started": (Started("C1", at(0).replace(tzinfo=None)),)}, "arrived_at .* no time zone"),
        ({"parts": (("fuse", -1),)}, "negative number of parts"),
        ({"after": (Precedence("T1"),)}, "comes after itself"),
        ({"started": (Started("C1"), Started("C2"))}, "started by two crews"),
        ({"started": (Started("C1", party=1),)}, "a party it has not"),
    ],
)
def test_nonsense_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ticket(**changes)


def test_negative_work_and_delays_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        party(-1)
    with pytest.raises(ValueError, match="negative"):
        Precedence("T2", minutes(-1))
    with pytest.raises(ValueError, match="negative"):
        Precedence("T2", max_delay=minutes(-1))
