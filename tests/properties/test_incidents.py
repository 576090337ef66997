"""Incidents against every pair looked at one by one, in any order, and in the numbers of a storm."""

from __future__ import annotations

from itertools import combinations
from math import hypot
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.incidents import MergeRules, Signal, SignalKind, incidents
from dispatch.nearby import METRES_A_DEGREE, links_nearby
from dispatch.place import Place
from dispatch.union_find import UnionFind
from tests.builders import at, minutes

seeds = st.integers(0, 10**6)
sweep = settings(deadline=None)


def random_signals(seed: int) -> list[Signal]:
    """Up to 40 signals around ten streets by ten, some sent twice, some on no known transformer."""
    rng = Random(seed)
    return [
        Signal(
            str(rng.randint(0, 50)),
            rng.choice(list(SignalKind)),
            at(rng.randint(0, 400)),
            Place(30 + rng.randint(0, 9) / 500, rng.randint(0, 9) / 500),
            rng.choice((None, str(rng.randint(0, 9)))),
            rng.choice((None, "X", "Y", "Z", "W")),
            rng.choice((None, "F", "G")),
        )
        for _ in range(rng.randint(0, 40))
    ]


@sweep
@given(seeds)
def test_the_order_of_arrival_and_repeats_change_nothing(seed: int) -> None:
    found = random_signals(seed)
    again = found + found[::3]
    Random(seed).shuffle(again)
    assert incidents(again) == incidents(found)


@sweep
@given(seeds)
def test_every_call_is_in_one_incident(seed: int) -> None:
    found = random_signals(seed)
    once = {one.id: one for one in sorted(found, key=lambda one: (one.at, one.id, repr(one)), reverse=True)}
    calls = sorted(one.id for one in once.values() if one.kind is SignalKind.CALL)
    assert sorted(one.id for incident in incidents(found) for one in incident.calls) == calls


@sweep
@given(seeds)
def test_signals_of_one_transformer_close_in_time_are_together(seed: int) -> None:
    found, rules = random_signals(seed), MergeRules()
    home = {one.id: number for number, incident in enumerate(incidents(found)) for one in incident.signals}
    out = {one.id: one for incident in incidents(found) for one in incident.signals}
    for first, second in combinations([one for one in out.values() if one.kind is not SignalKind.POWER_UP], 2):
        if first.transformer is not None and first.transformer == second.transformer:
            assert home[first.id] == home[second.id] or abs(first.at - second.at) > rules.transformer_gap


@sweep
@given(seeds)
def test_links_connect_exactly_what_pairs_would(seed: int) -> None:
    rng = Random(seed)
    points = [(rng.randint(0, 2000), rng.randint(0, 2000), rng.randint(0, 100)) for _ in range(rng.randint(0, 60))]
    spots = [(Place(north / METRES_A_DEGREE, east / METRES_A_DEGREE), at(t)) for north, east, t in points]
    found, wanted = UnionFind(len(points)), UnionFind(len(points))
    for first, second in links_nearby(spots, range(len(points)), 300.0005, minutes(30)):
        found.join(first, second)
    for (i, one), (j, two) in combinations(enumerate(points), 2):
        # On the equator a metre east is a metre; half a millimetre keeps rounding off the limit.
        if hypot(one[0] - two[0], one[1] - two[1]) <= 300 and abs(one[2] - two[2]) <= 30:
            wanted.join(i, j)
    assert found.groups() == wanted.groups()
