"""The indices of IEEE 1366, done by hand."""

from __future__ import annotations

from datetime import date
from math import e, exp, sqrt

import pytest

from dispatch.indices import Indices, Interruption, daily_saidi, indices, major_event_days, major_event_threshold
from tests.builders import at


def dark(customers: int, start: float, end: float) -> Interruption:
    return Interruption(customers, at(start), at(end))


def test_the_indices_of_a_small_town() -> None:
    found = indices([dark(100, 0, 60), dark(50, 0, 120), dark(400, 0, 5)], 1000)
    assert found == Indices(1000, 150, 12_000, 400)
    assert (found.saifi, found.saidi, found.caidi, found.maifi) == (0.15, 12.0, 80.0, 0.4)


def test_an_outage_restored_in_steps_counts_each_step_once() -> None:
    whole = indices([dark(70, 0, 30), dark(30, 0, 90)], 100)
    assert (whole.saifi, whole.saidi) == (1.0, 48.0)


def test_without_interruptions_caidi_is_not_known() -> None:
    assert (indices([], 10).saifi, indices([], 10).caidi) == (0.0, None)


def test_a_day_is_the_local_one_on_which_it_began() -> None:
    # 08:00 UTC is midnight of the same day in Los Angeles (UTC-8), so a minute before is the day before.
    found = daily_saidi([dark(10, -1, 59), dark(10, 0, 30)], 10, "America/Los_Angeles")
    assert found == {date(2026, 3, 1): 60.0, date(2026, 3, 2): 30.0}


def test_the_threshold_is_exp_of_mean_and_two_and_a_half_deviations() -> None:
    days = {date(2026, 3, 1): e, date(2026, 3, 2): e**3, date(2026, 3, 3): 0.0}
    threshold = major_event_threshold(days)
    assert threshold == pytest.approx(exp(2 + 2.5 * sqrt(2)))
    assert major_event_days({**days, date(2026, 3, 4): threshold + 1}, threshold) == (date(2026, 3, 4),)


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        indices([], 0)
    with pytest.raises(ValueError, match="two days"):
        major_event_threshold({date(2026, 3, 1): 1.0, date(2026, 3, 2): 0.0})
    with pytest.raises(ValueError, match="before it starts"):
        dark(1, 5, 0)
    with pytest.raises(ValueError, match="0 or more"):
        dark(-1, 0, 5)
