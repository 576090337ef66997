"""Which signals are one outage, whom it concerns and what state it is in."""

from __future__ import annotations

from typing import Any

from dispatch.incidents import Incident, MergeRules, OutageState, Signal, SignalKind, incidents
from dispatch.place import Place
from tests.builders import at


def call(name: str, minute: float = 0, **known: Any) -> Signal:
    """A call from the middle of a town; `north` metres away from it, by customer `name`."""
    place = Place(30 + known.pop("north", 0) / 111_195, 120)
    return Signal(name, SignalKind.CALL, at(minute), place, **{"customer": name, **known})


def gasp(name: str, minute: float = 0, **known: Any) -> Signal:
    return Signal(f"{name}-{minute}", SignalKind.LAST_GASP, at(minute), Place(30, 120), name, **known)


def back(name: str, minute: float) -> Signal:
    return Signal(f"{name}+{minute}", SignalKind.POWER_UP, at(minute), Place(30, 120), name)


def merged(*signals: Signal, **settings: Any) -> list[set[str]]:
    return [{one.id for one in incident.signals} for incident in incidents(signals, **settings)]


def only(*signals: Signal) -> Incident:
    (incident,) = incidents(signals)
    return incident


def test_calls_on_one_transformer_are_one_incident_with_each_customer_once() -> None:
    found = only(
        call("a", 5, transformer="X"), call("b", 1, transformer="X"), call("a2", 9, transformer="X", customer="a")
    )
    assert (found.id, found.reported_at, found.customers, found.transformers) == ("b", at(1), frozenset("ab"), ("X",))
    assert [one.id for one in found.calls] == ["b", "a", "a2"]


def test_the_same_transformer_hours_later_is_another_incident() -> None:
    assert merged(call("a", 0, transformer="X"), call("b", 121, transformer="X")) == [{"a"}, {"b"}]
    assert merged(call("a", 0, transformer="X"), call("b", 120, transformer="X")) == [{"a", "b"}]


def test_neighbouring_transformers_are_two_incidents_until_the_feeder_is_dark() -> None:
    two = [call(name, 0, transformer=name, feeder="F") for name in "AB"]
    assert merged(*two) == [{"A"}, {"B"}]
    assert merged(*two, call("C", 9, transformer="C", feeder="F")) == [{"A", "B", "C"}]
    assert merged(*two, call("C", 11, transformer="C", feeder="F")) == [{"A"}, {"B"}, {"C"}]
    assert merged(*two, call("C", 9, transformer="C", feeder="G")) == [{"A"}, {"B"}, {"C"}]


def test_a_call_nobody_can_place_joins_the_nearest_that_is_near_in_place_and_time() -> None:
    placed = (call("X", 0, transformer="X"), call("Y", 0, transformer="Y", north=400))
    assert merged(*placed, call("u", 10, north=150)) == [{"X", "u"}, {"Y"}]
    assert merged(*placed, call("u", 10, north=250)) == [{"X"}, {"Y", "u"}]
    assert merged(*placed, call("u", 31, north=150)) == [{"X"}, {"Y"}, {"u"}]
    assert merged(*placed, call("u", 10, north=800)) == [{"X"}, {"Y"}, {"u"}]


def test_calls_nobody_can_place_join_each_other_and_bridge_no_two_transformers() -> None:
    assert merged(call("a", 0), call("b", 20, north=200), call("c", 40, north=400)) == [{"a", "b", "c"}]
    placed = (call("X", 0, transformer="X"), call("Y", 0, transformer="Y", north=400))
    assert merged(*placed, call("u", 5, north=100), call("v", 5, north=350)) == [{"X"}, {"Y", "u", "v"}]


def test_meters_alone_predict_an_outage_and_a_call_confirms_it() -> None:
    assert only(gasp("m", transformer="X")).state is OutageState.PREDICTED
    assert only(gasp("m", transformer="X"), call("c", 3, transformer="X")).state is OutageState.CONFIRMED


def test_power_ups_confirm_restoration_or_show_who_is_still_dark() -> None:
    dark = [gasp(name, 0, transformer="X") for name in ("m", "n")]
    partly, wholly = only(*dark, back("m", 60)), only(*dark, back("m", 60), back("n", 70))
    assert (partly.state, partly.dark, partly.back) == (OutageState.PARTIALLY_RESTORED, frozenset("n"), frozenset("m"))
    assert (wholly.state, wholly.dark) == (OutageState.RESTORED, frozenset())


def test_a_meter_that_is_back_at_once_was_never_out() -> None:
    assert merged(gasp("m", 0, transformer="X"), back("m", 5)) == []
    assert len(merged(gasp("m", 0, transformer="X"), back("m", 6))) == 1


def test_a_power_up_of_nobody_dark_is_no_incident() -> None:
    assert merged(back("m", 5)) == []


def test_a_second_outage_of_one_meter_is_told_from_the_first() -> None:
    first, second = incidents([gasp("m", 0, transformer="X"), back("m", 60), gasp("m", 300, transformer="X")])
    assert (first.state, second.state) == (OutageState.RESTORED, OutageState.PREDICTED)


def test_signals_split_off_by_hand_are_by_themselves_and_keep_their_power_ups() -> None:
    signals = (gasp("m", 0, transformer="X"), gasp("n", 1, transformer="X"), back("n", 60))
    whole, apart = incidents(signals, apart=[{"n-1"}])
    assert (whole.customers, whole.state) == (frozenset("m"), OutageState.PREDICTED)
    assert (apart.customers, apart.state) == (frozenset("n"), OutageState.RESTORED)


def test_signals_merged_by_hand_are_one() -> None:
    signals = (call("a", 0, transformer="X"), call("b", 0, transformer="Y"), call("c", 1, transformer="Y"))
    assert merged(*signals, together=[{"a", "b"}]) == [{"a", "b", "c"}]


def test_a_signal_sent_twice_counts_once_and_a_caller_without_account_counts_as_one() -> None:
    found = only(call("a", transformer="X"), call("a", transformer="X"), call("b", transformer="X", customer=None))
    assert len(found.signals) == len(found.customers) == 2


def test_the_settings_are_the_utilitys() -> None:
    two = [call(name, 0, transformer=name, feeder="F") for name in "AB"]
    assert len(incidents(two, MergeRules(feeder_transformers=2))) == 1
