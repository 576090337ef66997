"""The service policy that ships with the product, in force until the utility puts its own.

Durations are those of PG&E's public outage tickets of February to April 2024 (minutes on site; the spread of all second
crews around the median of each cause). Priorities follow the usual order of restoration.
"""

from __future__ import annotations

from datetime import UTC, datetime

from dispatch.quantiles import Quantiles
from dispatch.service_policy import ServicePolicy, ServicePolicyVersion
from dispatch.skill import Skill
from dispatch.ticket import Priority
from dispatch.triage import CrewNeed, FaultRule, TriagePolicy

_FIRST_CREW = Quantiles((11.0, 19.0, 30.0, 52.0, 80.0))
_SECOND_CREW = Quantiles((29.0, 60.0, 122.0, 238.0, 438.0)).over_median()


def _repair(median: float, skill: str) -> CrewNeed:
    return CrewNeed(Quantiles(tuple(round(median * share, 1) for share in _SECOND_CREW.values)), (Skill(skill),))


_ANY_CREW = CrewNeed(_FIRST_CREW)
_SWITCH = "Ask whether neighbours have power, and whether the main switch or the fuse of the house has tripped."

_FAULTS = {
    "no_power": FaultRule(Priority.HIGH, (_ANY_CREW,), _ANY_CREW),
    "service": FaultRule(Priority.ROUTINE, (_repair(96, "line"),), _ANY_CREW),
    "wire_down": FaultRule(Priority.HIGH, (_repair(108, "line"),), _ANY_CREW),
    "transformer": FaultRule(Priority.HIGH, (_repair(141, "line"),), _ANY_CREW),
    "tree": FaultRule(Priority.HIGH, (_repair(142, "tree"),), _ANY_CREW),
    "cable": FaultRule(Priority.HIGH, (_repair(189, "cable"),), _ANY_CREW),
    "broken_pole": FaultRule(Priority.HIGH, (_repair(213, "line"),), _ANY_CREW, equipment=frozenset({"digger_truck"})),
    "customer_side": FaultRule(Priority.ROUTINE, (_ANY_CREW,), guidance=_SWITCH),
}

SHIPPED = ServicePolicyVersion(
    0, ServicePolicy(TriagePolicy(_FAULTS)), "shipped with the product", datetime(2026, 1, 1, tzinfo=UTC)
)
