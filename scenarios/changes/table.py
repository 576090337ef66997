"""Every change by the name planners write: the one place that knows them all."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.changes.change import Change
from scenarios.changes.crews import AddCrews, ContractorPrice, CrewOff, PartsShortage, RemoveCrews, TrainSkill
from scenarios.changes.dispatching import SetDispatch
from scenarios.changes.policy import SetPolicy
from scenarios.changes.roads import CloseRoads, SpeedFactor
from scenarios.changes.shifts import Callout, MoveDepot, MoveShift, MutualAid
from scenarios.changes.tickets import AnotherDay, StormSurge

CHANGES: Mapping[str, type[Change]] = {
    "add_crews": AddCrews,
    "remove_crews": RemoveCrews,
    "crew_off": CrewOff,
    "train_skill": TrainSkill,
    "move_shift": MoveShift,
    "move_depot": MoveDepot,
    "callout": Callout,
    "mutual_aid": MutualAid,
    "contractor_price": ContractorPrice,
    "parts_shortage": PartsShortage,
    "storm_surge": StormSurge,
    "another_day": AnotherDay,
    "close_roads": CloseRoads,
    "speed_factor": SpeedFactor,
    "set_policy": SetPolicy,
    "set_dispatch": SetDispatch,
}
