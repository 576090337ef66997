"""Calls and meter events merged into incidents: one outage, one ticket, each customer counted once.

Signals on one transformer within a time of each other are one outage; so are those of a whole feeder once several of
its transformers go dark together. Calls that nobody could place on the network join what is near. All links are
symmetric and an incident is what they connect, so the order of arrival changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from dispatch.nearby import links_nearby, nearest_within
from dispatch.place import Place
from dispatch.union_find import UnionFind
from dispatch.window import require_aware


class SignalKind(StrEnum):
    """What says that power is off, or on again."""

    CALL = "call"
    LAST_GASP = "lastGasp"
    """A meter's last message as its power goes."""
    POWER_UP = "powerUp"


@dataclass(frozen=True, slots=True)
class Signal:
    """One call or meter event. `customer` is the account; without one the signal counts as a customer of its own."""

    id: str
    kind: SignalKind
    at: datetime
    place: Place
    customer: str | None = None
    transformer: str | None = None
    feeder: str | None = None

    def __post_init__(self) -> None:
        require_aware(f"signal {self.id}: at", self.at)


@dataclass(frozen=True, slots=True)
class MergeRules:
    """When signals are one incident: settings of the utility."""

    transformer_gap: timedelta = timedelta(hours=2)
    """Signals of one transformer no further apart than this belong together."""
    customer_gap: timedelta = timedelta(minutes=30)
    """So do those of one customer, wherever they are placed: who calls again means the same fault."""
    feeder_window: timedelta = timedelta(minutes=10)
    feeder_transformers: int = 3
    """So many transformers of one feeder dark within `feeder_window` are one outage of the feeder."""
    near_metres: float = 300.0
    near_gap: timedelta = timedelta(minutes=30)
    """Calls that are on no known transformer join what is this near in place and time."""
    momentary: timedelta = timedelta(minutes=5)
    """A meter that is back within this was never out (IEEE 1366: momentary)."""


class OutageState(StrEnum):
    """IEC 61968's words for an outage."""

    PREDICTED = "predicted"
    """Meters alone say so."""
    CONFIRMED = "confirmed"
    """Somebody has called."""
    PARTIALLY_RESTORED = "partiallyRestored"
    RESTORED = "restored"
    """Every meter that went dark is back."""


@dataclass(frozen=True)
class Incident:
    """What is taken for one outage; its signals in order of time."""

    signals: tuple[Signal, ...]

    @property
    def id(self) -> str:
        """The id of its first signal: the same whatever comes later."""
        return self.signals[0].id

    @property
    def reported_at(self) -> datetime:
        """When the first signal said so: both clocks count from here."""
        return self.signals[0].at

    @property
    def place(self) -> Place:
        """Where the first signal came from."""
        return self.signals[0].place

    @cached_property
    def customers(self) -> frozenset[str]:
        """Every customer that called or whose meter went dark, once."""
        return frozenset(customer_of(one) for one in self.signals if one.kind is not SignalKind.POWER_UP)

    @cached_property
    def transformers(self) -> tuple[str, ...]:
        """The transformers it is on, as far as they are known."""
        return tuple(sorted({one.transformer for one in self.signals if one.transformer is not None}))

    @cached_property
    def calls(self) -> tuple[Signal, ...]:
        """The calls, in order of time."""
        return tuple(one for one in self.signals if one.kind is SignalKind.CALL)

    @cached_property
    def _last_word(self) -> dict[str, SignalKind]:
        meters = (one for one in self.signals if one.kind is not SignalKind.CALL)
        return {customer_of(one): one.kind for one in meters}

    @property
    def dark(self) -> frozenset[str]:
        """The customers whose meters went dark and have not come back."""
        return frozenset(name for name, kind in self._last_word.items() if kind is SignalKind.LAST_GASP)

    @property
    def back(self) -> frozenset[str]:
        """The customers whose meters say that power is back."""
        return frozenset(name for name, kind in self._last_word.items() if kind is SignalKind.POWER_UP)

    @property
    def last_power_up(self) -> datetime | None:
        """When the last meter came back; None before the first has."""
        return max((one.at for one in self.signals if one.kind is SignalKind.POWER_UP), default=None)

    @property
    def state(self) -> OutageState:
        """What the signals say of it; a crew's word is not asked here."""
        if self.back:
            return OutageState.PARTIALLY_RESTORED if self.dark else OutageState.RESTORED
        return OutageState.CONFIRMED if self.calls else OutageState.PREDICTED


def incidents(
    signals: Iterable[Signal],
    rules: MergeRules = MergeRules(),
    *,
    apart: Sequence[Set[str]] = (),
    together: Sequence[Set[str]] = (),
) -> tuple[Incident, ...]:
    """The incidents behind the signals, in order of their first signal; a signal repeated by id counts once.

    Parameters
    ----------
    apart
        Sets of signal ids that a dispatcher split off: each is grouped by itself.
    together
        Sets of signal ids that a dispatcher merged by hand.
    """
    once = {one.id: one for one in sorted(signals, key=lambda one: (one.at, one.id, repr(one)), reverse=True)}
    ordered = _without_momentary(sorted(once.values(), key=lambda one: (one.at, one.id)), rules)
    split = {name: number for number, names in enumerate(apart) for name in names}
    parts: defaultdict[int, list[Signal]] = defaultdict(list)
    for one in ordered:
        if one.kind is not SignalKind.POWER_UP:
            parts[split.get(one.id, -1)].append(one)
    groups = [group for part in parts.values() for group in _merged(part, rules, together)]
    found = _with_power_ups(groups, [one for one in ordered if one.kind is SignalKind.POWER_UP])
    return tuple(sorted(found, key=lambda one: (one.reported_at, one.id)))


def customer_of(signal: Signal) -> str:
    """The account; a signal without one counts as a customer of its own."""
    return signal.customer if signal.customer is not None else f"signal {signal.id}"


def _without_momentary(ordered: Sequence[Signal], rules: MergeRules) -> list[Signal]:
    """Without meters' last gasps that were taken back at once, and their power-ups."""
    dropped: set[str] = set()
    gasps: dict[str, Signal] = {}
    for one in ordered:
        if one.kind is SignalKind.LAST_GASP:
            gasps[customer_of(one)] = one
        elif one.kind is SignalKind.POWER_UP:
            gasp = gasps.pop(customer_of(one), None)
            if gasp is not None and one.at - gasp.at <= rules.momentary:
                dropped |= {gasp.id, one.id}
    return [one for one in ordered if one.id not in dropped]


def _merged(out: Sequence[Signal], rules: MergeRules, together: Sequence[Set[str]]) -> list[list[Signal]]:
    groups = UnionFind(len(out))
    _link_alike(out, [one.transformer for one in out], rules.transformer_gap, groups)
    _link_alike(out, [one.customer for one in out], rules.customer_gap, groups)
    _link_feeders(out, rules, groups)
    _link_unplaced(out, rules, groups)
    index = {one.id: number for number, one in enumerate(out)}
    for names in together:
        groups.join_all([index[name] for name in sorted(names) if name in index])
    return [[out[number] for number in group] for group in groups.groups()]


def _link_alike(out: Sequence[Signal], keys: Sequence[str | None], gap: timedelta, groups: UnionFind) -> None:
    """Join signals with one key that follow each other within the gap."""
    last: dict[str, int] = {}
    for number, (one, key) in enumerate(zip(out, keys, strict=True)):
        if key is None:
            continue
        before = last.get(key)
        if before is not None and one.at - out[before].at <= gap:
            groups.join(before, number)
        last[key] = number


def _link_feeders(out: Sequence[Signal], rules: MergeRules, groups: UnionFind) -> None:
    """Join every stretch of a feeder's signals that is short enough and has enough transformers in it."""
    by_feeder: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(out):
        if one.feeder is not None and one.transformer is not None:
            by_feeder[one.feeder].append(number)
    for numbers in by_feeder.values():
        first, joined = 0, 0
        dark: defaultdict[str | None, int] = defaultdict(int)
        for place, number in enumerate(numbers):
            dark[out[number].transformer] += 1
            while out[number].at - out[numbers[first]].at > rules.feeder_window:
                leaving = out[numbers[first]].transformer
                dark[leaving] -= 1
                if not dark[leaving]:
                    del dark[leaving]
                first += 1
            if len(dark) >= rules.feeder_transformers:
                groups.join_all(numbers[max(first, joined) : place + 1])
                joined = place


def _link_unplaced(out: Sequence[Signal], rules: MergeRules, groups: UnionFind) -> None:
    """Calls on no known transformer: joined among themselves, then each such group to the nearest other signal."""
    unplaced = [number for number, one in enumerate(out) if one.transformer is None]
    placed = [number for number, one in enumerate(out) if one.transformer is not None]
    spots = [(one.place, one.at) for one in out]
    for first, second in links_nearby(spots, unplaced, rules.near_metres, rules.near_gap):
        groups.join(first, second)
    wanted: dict[int, tuple[float, int]] = {}
    for number, other, metres in nearest_within(spots, unplaced, placed, rules.near_metres, rules.near_gap):
        group = groups.find(number)
        wanted[group] = min(wanted.get(group, (metres, other)), (metres, other))
    for group, (_, other) in sorted(wanted.items()):
        groups.join(group, other)


def _with_power_ups(groups: Sequence[list[Signal]], power_ups: Sequence[Signal]) -> list[Incident]:
    """Each power-up to the last incident of its customer that began before it; others' are nobody's news."""
    of_customer: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for one in group:
            of_customer[customer_of(one)].append((one.at, number))
    for up in power_ups:
        before = [entry for entry in of_customer.get(customer_of(up), ()) if entry[0] <= up.at]
        if before:
            groups[max(before)[1]].append(up)
    return [Incident(tuple(sorted(group, key=lambda one: (one.at, one.id)))) for group in groups]
