"""Durations are learned from what crews reported: shown as proposals, and in force once a person accepts them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from dispatch.calibration import Calibration, calibrate, recalibrated
from dispatch.desk import service_policies
from dispatch.errors import InputErrors, InputFault
from dispatch.service_policy import ServicePolicyVersion
from dispatch.store.unit_of_work import UnitOfWork

LOOK_BACK = timedelta(days=90)
"""Older visits say less of the work of today."""


def propose(work: UnitOfWork, now: datetime) -> Calibration:
    """What the last 90 days teach.

    Raises
    ------
    NotFound
        When the desk has no policy yet.
    """
    lives = work.histories.lives(now - LOOK_BACK, now, now)
    zone = work.policies.current().policy.zone
    return calibrate(lives, work.service_policies.current().policy, zone)


def accept(
    work: UnitOfWork, names: Collection[str], travel: bool, after: int, *, by: str, now: datetime
) -> ServicePolicyVersion:
    """Put proposals in force as a new version of the service policy, in place of version `after`.

    Raises
    ------
    StaleVersion
        When another version is in force by now.
    InputErrors
        When there is no such proposal.
    """
    try:
        policy = recalibrated(work.service_policies.current().policy, propose(work, now), names, travel)
    except ValueError as error:
        raise InputErrors([InputFault("calibration", str(error), field="$.faults")]) from error
    return service_policies.put(work, policy, after, by=by, now=now)
