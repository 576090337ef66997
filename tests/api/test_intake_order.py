"""However signals are cut into batches and in whatever order they come, the incidents are those of all at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from dispatch.desk import signals
from dispatch.desk_incident import Call, IncidentStatus, KeptSignal
from dispatch.incidents import Signal, SignalKind, incidents
from dispatch.place import Place
from tests.builders import NOW, at
from tests.databases import SqliteTemplates
from tests.desk import Desk, prepare


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(Path(tmp_path_factory.mktemp("order")), prepare)


@pytest.fixture
def sqlite_desk(templates: SqliteTemplates) -> Iterator[Desk]:
    with templates.copy() as url:
        made = Desk(url)
        yield made
        made.close()


def random_signals(rng: Random, count: int) -> list[Signal]:
    """A small town in which everything is near something: three feeders, callers that cannot be placed, flickers."""
    found = []
    for number in range(count):
        kind = rng.choice((SignalKind.CALL, SignalKind.LAST_GASP, SignalKind.LAST_GASP, SignalKind.POWER_UP))
        line = rng.randint(0, 8)
        placed = kind is not SignalKind.CALL or rng.random() < 0.5
        place = Place(30 + line * 0.002 + rng.random() * 0.002, 120 + rng.random() * 0.002)
        customer = f"A{line}-{rng.randint(0, 4)}" if kind is not SignalKind.CALL or rng.random() < 0.7 else None
        known = (f"X{line}", f"F{line // 3}") if placed else (None, None)
        found.append(Signal(f"S{number}", kind, at(-rng.randint(0, 600)), place, customer, *known))
    return found


def batches(rng: Random, found: list[Signal]) -> Iterator[list[KeptSignal]]:
    rest = [KeptSignal(one, NOW, Call() if one.kind is SignalKind.CALL else None) for one in found]
    rng.shuffle(rest)
    while rest:
        size = rng.choice((1, 1, 3, 10))
        yield rest[:size]
        rest = rest[size:]


@pytest.mark.parametrize("seed", range(12))
def test_batches_and_their_order_change_nothing(sqlite_desk: Desk, seed: int) -> None:
    rng = Random(seed)
    found = random_signals(rng, 50)
    for batch in batches(rng, found):
        with sqlite_desk.store.write() as work:
            signals.take_in(work, batch, by="test", now=NOW)
    wanted = {frozenset(one.id for one in group.signals): group for group in incidents(found)}
    with sqlite_desk.store.read() as work:
        kept = work.incidents.page([IncidentStatus.OPEN], None, 100).items
        own = {frozenset(s.id for s in work.signals.of_incidents([one.id])): one for one in kept}
    assert own.keys() == wanted.keys()
    for ids, incident in own.items():
        group = wanted[ids]
        assert (incident.customers, incident.dark, incident.state, incident.reported_at) == (
            len(group.customers),
            len(group.dark),
            group.state,
            group.reported_at,
        )
