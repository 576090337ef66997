"""A policy as a YAML file: clocks, order of restoration and prices, by name and version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TypeVar

from dispatch.errors import InputErrors, InputFault
from dispatch.policy import Policy, ResponseTargets, RestoreFrom, Weights
from dispatch.ticket import AreaClass, Priority
from scenarios import cells, clock_cells
from scenarios.column import AnyColumn, CellError, Column, Parse, nearest
from scenarios.yaml_tree import Section, read_yaml

T = TypeVar("T")
Key = TypeVar("Key", bound=Enum)

LIBRARY = Path(__file__).parent / "library" / "policies"
DEFAULT = "state-grid"
_NO_MINUTES = timedelta(0)
_OWN = Weights({}, {}, {})

FORMAT = Column("format", cells.choice("1"), "1", "Layout of this file: 1.", "1", required=True)
NAME = Column("name", cells.words, "", "Name of the policy.", "state-grid", required=True)
VERSION = Column("version", cells.words, "", "Its version; a changed figure is a new one.", "2023.1", required=True)
SOURCE = Column("source", cells.words, "", "Where its figures come from.", "2023 service commitments")
ZONE = Column("zone", clock_cells.zone_name, None, "Zone people read times in; a scenario's own goes before it.", "UTC")
RESTORE_FROM = Column(
    "restore_from",
    cells.one_of(RestoreFrom),
    RestoreFrom.ARRIVE_BY,
    "What restoration_minutes count from: arrive_by (the promised arrival) or reported.",
    "arrive_by",
)
HEAD: tuple[AnyColumn, ...] = (FORMAT, NAME, VERSION, SOURCE, ZONE)

LEFT_OUT_OUTAGE = Column(
    "left_out_outage_minutes",
    cells.minutes,
    _OWN.left_out_outage,
    "A ticket left out also pays for an outage this long. Empty: 1440.",
    "1440",
)


def _price(name: str, fallback: float, doc: str) -> Column[float]:
    return Column(name, cells.amount, fallback, f"{doc} Empty: {fallback:g}.", f"{fallback:g}")


CUSTOMER = _price("customer_minute", _OWN.customer_minute, "Price of one customer's minute without power.")
CRITICAL = _price("critical_customer_factor", _OWN.critical_customer_factor, "A critical customer counts as so many.")
TRAVEL = _price("travel_minute", _OWN.travel_minute, "Price of a minute on the road.")
OVERTIME = _price("overtime_minute", _OWN.overtime_minute, "Price of a minute of overtime.")
WAITING = _price("waiting_minute", _OWN.waiting_minute, "Price of a minute of a crew's waiting on site.")
WORKLOAD = _price("workload", _OWN.workload, "Times (busy minutes)² / shift minutes of every duty.")
CHANGED_CREW = _price("changed_crew", _OWN.changed_crew, "For each visit that changes crew against the published plan.")
CHANGED_TIME = _price("changed_time", _OWN.changed_time, "For each visit that changes time, beyond the tolerance.")
TOLERANCE = Column("change_tolerance_minutes", cells.minutes, _OWN.change_tolerance, "That tolerance. Empty: 15.", "15")
NOT_PREFERRED = _price("not_preferred", _OWN.not_preferred, "For each visit by a crew its ticket does not prefer.")
UNIT_PRICES = (CUSTOMER, CRITICAL, TRAVEL, OVERTIME, WAITING, WORKLOAD, CHANGED_CREW, CHANGED_TIME, NOT_PREFERRED)
PRICES: tuple[AnyColumn, ...] = (LEFT_OUT_OUTAGE, *UNIT_PRICES, TOLERANCE)
BY_AREA = ("arrival_minutes", "restoration_minutes")
BY_PRIORITY = ("arrival_late_minute", "restoration_late_minute", "left_out")
STEPS = ("arrival_steps", "restoration_steps")


def shipped() -> tuple[str, ...]:
    """The names of the policies that come with the program."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises
    ------
    InputErrors
        With everything that is wrong with it.
    """
    faults: list[InputFault] = []
    policy = policy_from(path, faults)
    if policy is None or faults:
        raise InputErrors(faults)
    return policy


def named_policy(folder: Path, section: Section, column: Column[str], faults: list[InputFault]) -> Policy | None:
    """The policy a file names: a shipped one, or a YAML file seen from `folder`; None with the reasons noted."""
    named = section.get(column)
    if named in shipped():
        return policy_from(LIBRARY / f"{named}.yaml", faults)
    if named.endswith((".yaml", ".yml")):
        return policy_from(folder / named, faults)
    allowed = nearest(named, shipped())
    section.fault(column.name, "is no policy that is shipped", named, f"{allowed}, or a .yaml file")
    return None


def policy_from(path: Path, faults: list[InputFault]) -> Policy | None:
    """The policy of a file, or None with the reasons in `faults`."""
    before = len(faults)
    top = read_yaml(path, faults)
    if top is None:
        return None
    top.only(HEAD, ("targets", "weights", "first_priorities"))
    top.get(FORMAT), top.get(SOURCE)
    zone = top.get(ZONE)
    policy = Policy(
        name=top.get(NAME),
        version=top.get(VERSION),
        targets=_targets(top.section("targets")),
        weights=_weights(top.section("weights")),
        first_priorities=frozenset(_keys(top, "first_priorities")),
        zone=zone.key if zone is not None else "UTC",
    )
    return policy if len(faults) == before else None


def _keys(top: Section, name: str) -> list[Priority]:
    found = []
    for text in top.texts_of(name):
        try:
            found.append(cells.number_of(Priority)(text, None))
        except CellError as error:
            top.fault(name, error.message, text, error.allowed)
    return found


def _targets(section: Section) -> ResponseTargets:
    section.only((RESTORE_FROM,), (*BY_AREA, "arrival_minutes_by_priority"))
    by_priority = section.section("arrival_minutes_by_priority")
    by_priority.only((), [str(int(priority)) for priority in Priority])
    return ResponseTargets(
        arrival=_mapping(section, "arrival_minutes", AreaClass, cells.minutes, _NO_MINUTES),
        restoration=_mapping(section, "restoration_minutes", AreaClass, cells.minutes, _NO_MINUTES),
        restore_from=section.get(RESTORE_FROM),
        arrival_by_priority={
            priority: _mapping(by_priority, str(int(priority)), AreaClass, cells.minutes, None)
            for priority in Priority
            if str(int(priority)) in by_priority.nodes
        },
    )


def _weights(section: Section) -> Weights:
    section.only(PRICES, (*BY_PRIORITY, *STEPS))
    return Weights(
        arrival_late_minute=_mapping(section, "arrival_late_minute", Priority, cells.amount, 0.0),
        restoration_late_minute=_mapping(section, "restoration_late_minute", Priority, cells.amount, 0.0),
        left_out=_mapping(section, "left_out", Priority, cells.amount, 0.0),
        left_out_outage=section.get(LEFT_OUT_OUTAGE),
        customer_minute=section.get(CUSTOMER),
        critical_customer_factor=section.get(CRITICAL),
        travel_minute=section.get(TRAVEL),
        overtime_minute=section.get(OVERTIME),
        waiting_minute=section.get(WAITING),
        workload=section.get(WORKLOAD),
        changed_crew=section.get(CHANGED_CREW),
        changed_time=section.get(CHANGED_TIME),
        change_tolerance=section.get(TOLERANCE),
        not_preferred=section.get(NOT_PREFERRED),
        arrival_steps=_mapping(section, "arrival_steps", Priority, cells.steps, None),
        restoration_steps=_mapping(section, "restoration_steps", Priority, cells.steps, None),
    )


def _mapping(parent: Section, name: str, kind: type[Key], parse: Parse[T], every: T | None) -> Mapping[Key, T]:
    """A section with one value for each area class or priority; with `every`, none of them may be missing."""
    section = parent.section(name)
    columns = {
        key: Column(str(key.value), parse, every, "", "60" if kind is AreaClass else "20", required=every is not None)
        for key in kind
    }
    section.only(columns.values())
    read = {key: section.get(column) for key, column in columns.items()}
    return {key: value for key, value in read.items() if value is not None}
