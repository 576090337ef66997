"""Home care with synchronised visits (Mankowska et al. 2014), read into the domain.

A patient of two caregivers at once is a ticket of two parties; two one after the other are two tickets
with a least and a longest delay. Lateness is counted from the window's end to the start, for each of the
two services: as the restoration clock of window end + duration, at twice the price where one ticket
stands for two services. Travel and total tardiness are the score; the benchmark's third part, the
largest tardiness, no policy can price: :mod:`tests.benchmarks.hhcrsp_judge` adds it afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from dispatch.crew import Crew, Shift
from dispatch.place import Place
from dispatch.problem import PlanningProblem
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Party, Precedence, Priority, Ticket, TicketPrices
from tests.benchmarks import unit_scale
from tests.benchmarks.shared_data import archive, texts

ARCHIVE = "hhcrsp_mankowska.tar.gz"
BEST = "hhcrsp_mankowska_best.md"

Instance = dict[str, Any]

PART = 1 / 3
"""Travel, total tardiness and largest tardiness count a third each."""
LONGEST_DAY = 4000.0
"""No caregiver's day is limited; this is long enough for any order of the largest instance's visits to be late in."""
SECOND = "/2"
"""Marks the ticket of a patient's second service in a row."""


def read_instances(names: Collection[str]) -> Iterator[tuple[str, Instance]]:
    """The named instances (`10_1`: ten patients, the first), in the archive's order."""
    for path, text in texts(ARCHIVE, ".json"):
        name = short_name(PurePosixPath(path).stem)
        if name in names:
            yield name, json.loads(text)


def best_known() -> dict[str, float]:
    """The best-known total cost, by short name."""
    rows = archive(BEST).read_text(encoding="utf-8").splitlines()[2:]
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|"))
    return {short_name(row[0].removesuffix(".json")): float(row[4]) for row in cells}


def short_name(stem: str) -> str:
    """`10_1` for `InstanzCPLEX_HCSRP_10_1`."""
    return stem.rpartition("HCSRP_")[2]


def problem_of(instance: Instance) -> PlanningProblem:
    """The planning problem whose score is a third of travel and total tardiness, and of :func:`added_travel`."""
    patients = instance["patients"]
    single = [instance["central_offices"][0]["location"], *(patient["location"] for patient in patients)]
    where = unit_scale.places([(x, y) for x, y in single + single])
    tickets: list[Ticket] = []
    for number, patient in enumerate(patients, start=1):
        tickets += _tickets(patient, where[number], where[len(patients) + 1 + number])
    return PlanningProblem(
        now=unit_scale.START,
        tickets=tuple(tickets),
        crews=tuple(_crew(caregiver, where[0]) for caregiver in instance["caregivers"]),
        policy=unit_scale.travel_policy("hhcrsp", unit_scale.UNIT_PRICE * PART),
        travel=unit_scale.matrix(where, _distances(instance)),
    )


def added_travel(instance: Instance) -> float:
    """What the score's travel has more than the benchmark's when everybody is served: a constant of the instance."""
    return sum(map(_overlap, instance["patients"]))


def _overlap(patient: dict[str, Any]) -> float:
    """How long the first of two services in a row may go on after the second has started.

    The domain's delays start when work ends and are never negative, so the first service's ticket
    ends with the least delay, and what remains of the service is added to every way out of its place.
    """
    synchronization = patient.get("synchronization", {})
    if synchronization.get("type") != "sequential":
        return 0.0
    return max(0.0, float(patient["required_caregivers"][0]["duration"] - synchronization["distance"][0]))


def _distances(instance: Instance) -> list[list[float]]:
    """Twice every place: for first services, and for second ones in a row, from which nothing is added."""
    single: list[list[float]] = instance["distances"]
    added = [0.0, *map(_overlap, instance["patients"])]
    first = [[leg + more for leg in row] * 2 for row, more in zip(single, added, strict=True)]
    return first + [row * 2 for row in single]


def _tickets(patient: dict[str, Any], place: Place, second_place: Place) -> list[Ticket]:
    parties = tuple(
        Party(unit_scale.span(need["duration"]), (Skill(need["service"]),)) for need in patient["required_caregivers"]
    )
    synchronization = patient.get("synchronization", {})
    if synchronization.get("type") != "sequential":
        return [_ticket(patient, patient["id"], place, parties)]
    first, second = parties
    # The benchmark counts delays from start to start, the domain from end to start.
    done = first.work - unit_scale.span(_overlap(patient))
    least, longest = (unit_scale.span(delay) - done for delay in synchronization["distance"])
    return [
        _ticket(patient, patient["id"], place, (replace(first, work=done),)),
        _ticket(patient, patient["id"] + SECOND, second_place, (second,), (Precedence(patient["id"], least, longest),)),
    ]


def _ticket(
    patient: dict[str, Any],
    ticket_id: str,
    place: Place,
    parties: tuple[Party, ...],
    after: tuple[Precedence, ...] = (),
) -> Ticket:
    opens, closes = patient["time_window"]
    longest = max((party.work for party in parties), default=timedelta(0))
    return Ticket(
        id=ticket_id,
        place=place,
        reported_at=unit_scale.START,
        area_class=AreaClass.URBAN,
        priority=Priority.ROUTINE,
        parties=parties,
        restore_by=unit_scale.moment(closes) + longest,
        # A crew may be late but never early.
        appointments=(unit_scale.window(opens, LONGEST_DAY),),
        after=after,
        prices=TicketPrices(
            restoration_late_minute=unit_scale.UNIT_PRICE * PART * len(parties), left_out=unit_scale.MUST_SERVE.left_out
        ),
    )


def _crew(caregiver: dict[str, Any], office: Place) -> Crew:
    day = unit_scale.window(0, LONGEST_DAY)
    return Crew(
        id=caregiver["id"],
        shifts=(Shift(day.start, day.end, office, office),),
        skills=tuple(map(Skill, caregiver["abilities"])),
    )
