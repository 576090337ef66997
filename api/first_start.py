"""What a service needs before its first request: the latest layout, and a policy to promise by."""

from __future__ import annotations

from api.dependencies import Service
from dispatch.desk import policies
from dispatch.store.migrate import upgrade
from scenarios.policy_file import DEFAULT, LIBRARY, read_policy

ACTOR = "first start"


def make_ready(desk: Service) -> None:
    """Migrate the database; where there is no policy yet, put the shipped one in force."""
    upgrade(desk.store.engine)
    with desk.store.write() as work:
        if not work.policies.latest_number():
            shipped = read_policy(LIBRARY / f"{DEFAULT}.yaml")
            policies.put(work, shipped, 0, by=ACTOR, now=desk.clock().replace(microsecond=0))
