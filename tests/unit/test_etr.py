"""When customers are told another time, and why."""

from __future__ import annotations

from dispatch.etr import Confidence, Etr, EtrReason, next_etr
from dispatch.forecast import TicketForecast
from tests.builders import NOW, at


def forecast(p50: float, p90: float) -> TicketForecast:
    return TicketForecast("T1", at(10), at(20), at(p50), at(p90), 0.0, 0.0)


FIRST = Etr(at(100), at(150), Confidence.HIGH, EtrReason.FIRST, NOW)


def test_the_first_estimate_is_published_with_its_confidence() -> None:
    assert next_etr(None, forecast(100, 150), NOW) == FIRST
    assert next_etr(None, forecast(100, 161), NOW).confidence is Confidence.LOW


def test_a_small_move_is_kept_from_customers() -> None:
    assert next_etr(FIRST, forecast(129, 179), at(5)) is FIRST
    assert next_etr(FIRST, forecast(71, 121), at(5)) is FIRST


def test_a_large_move_is_published_with_its_reason() -> None:
    later, sooner = next_etr(FIRST, forecast(130, 180), at(5)), next_etr(FIRST, forecast(60, 110), at(5))
    assert (later.p50, later.reason, later.published_at) == (at(130), EtrReason.LATER, at(5))
    assert (sooner.p50, sooner.reason) == (at(60), EtrReason.SOONER)


def test_the_larger_of_the_two_moves_gives_the_reason() -> None:
    narrower = next_etr(FIRST, forecast(101, 115), at(5))
    assert (narrower.p90, narrower.reason) == (at(115), EtrReason.SOONER)


def test_small_moves_do_not_add_up_unseen() -> None:
    shown = FIRST
    for step in range(1, 5):
        shown = next_etr(shown, forecast(100 + 10 * step, 150 + 10 * step), at(step))
    assert shown.p50 == at(130)


def test_the_crew_on_site_is_believed_before_the_forecast() -> None:
    told = next_etr(FIRST, forecast(100, 150), at(60), crew_says=at(200))
    assert (told.p50, told.p90, told.confidence, told.reason) == (at(200), at(215), Confidence.HIGH, EtrReason.CREW)
    assert next_etr(told, forecast(100, 150), at(70), crew_says=at(210)) is told


def test_a_time_that_has_passed_is_replaced_however_near_the_new_one_is() -> None:
    assert next_etr(FIRST, forecast(152, 155), at(151)).reason is EtrReason.PASSED
