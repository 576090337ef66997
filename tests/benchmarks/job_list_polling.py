"""How long crews wait for their job list while the desk plans: 200 phones and a real server beside a running solve.

A database is filled with crews, tickets and a published plan; a server of its own process serves it; a solve
goes on in another. Each phone asks every few seconds with the ETag it has, and one request in ten without, as
a phone that was just switched on. The clock runs from sending to the last byte.

::

    python -m tests.benchmarks.job_list_polling --crews 200 --every 5 --seconds 30
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx2

from api.tokens import digest
from dispatch.desk import accounts, intake, policies, publishing
from dispatch.desk.today import Today
from dispatch.desk_crew import DeskCrew
from dispatch.desk_ticket import Intake
from dispatch.store.engine import connect
from dispatch.store.migrate import upgrade
from dispatch.store.repositories.tokens import ApiToken
from dispatch.store.unit_of_work import Store
from dispatch.travel import Estimate
from dispatch.user import Role, User
from scenarios.policy_file import LIBRARY
from tests.builders import crew, minutes, party, plan, policy, shift, spot, ticket

JOBS = 5
"""On each list."""
FRESH = 0.1
"""Share of requests without an ETag."""
DAY = LIBRARY.parent / "bay-area-2021-02-10"


def fill(url: str, crews: int) -> None:
    """Crews C0.. with a list of `JOBS` each on a published plan, and an account with an API token for each."""
    now = datetime.now(UTC).replace(microsecond=0)
    duty = replace(shift(), start=now, end=now + minutes(600))
    engine = connect(url)
    upgrade(engine)
    with Store(engine).write() as work:
        policies.put(work, policy(), 0, by="benchmark", now=now)
        lists: dict[str, list[str]] = {}
        for number in range(crews):
            name = f"C{number}"
            work.crews.add(DeskCrew(crew(name, shifts=()), now))
            work.crews.add_shift(name, duty)
            user = User(f"U-{name}", name.lower(), Role.CREW, crew_id=name)
            accounts.open_account(work, user, None, by="benchmark", now=now)
            work.tokens.add_api_token(ApiToken(f"K-{name}", user.id, "phone", now), digest(f"cd_{name}"))
            for order in range(JOBS):
                lists.setdefault(name, []).append(f"T{number}-{order}")
                place = spot(number % 20, order)
                fault = ticket(f"T{number}-{order}", place=place, reported_at=now - minutes(30), parties=(party(30),))
                notes = Intake(description="Wire down " * 10, safety_notes="Dog in the yard", contact_name="Wang")
                intake.report(work, fault, notes, "", by="benchmark", now=now)
    with Store(engine).write() as work:
        today = Today.of(work, Estimate(), now)
        made = plan(today.problem, {name: " ".join(tickets) for name, tickets in lists.items()})
        draft = publishing.keep_draft(work, made, today, by="benchmark", now=now)
        publishing.publish(work, draft.id, Estimate(), by="benchmark", now=now)
    engine.dispose()


@contextmanager
def running(command: Sequence[str], url: str) -> Iterator[None]:
    """A process of this program as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *command],
        env=os.environ | {"CREWDISPATCH_DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


Waits = dict[int, list[float]]
"""Milliseconds by HTTP status."""


async def poll(desk: httpx2.AsyncClient, crew_id: str, every: float, until: float, seen: Waits) -> None:
    """One phone, until the monotonic time `until`."""
    dice, tag = Random(crew_id), ""
    await asyncio.sleep(dice.uniform(0, every))
    while time.monotonic() < until:
        known = {"If-None-Match": tag} if tag and dice.random() > FRESH else {}
        began = time.perf_counter()
        answer = await desk.get(f"/crews/{crew_id}/jobs", headers={"Authorization": f"Bearer cd_{crew_id}", **known})
        seen.setdefault(answer.status_code, []).append((time.perf_counter() - began) * 1000)
        tag = answer.headers.get("etag", "")
        await asyncio.sleep(every * dice.uniform(0.8, 1.2))


async def poll_all(base: str, crews: int, every: float, seconds: float) -> Waits:
    """All phones at once, each on a connection of its own when they ask together."""
    seen: Waits = {}
    until = time.monotonic() + seconds
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=crews)
    async with httpx2.AsyncClient(base_url=base, timeout=60, limits=limits) as desk:
        await asyncio.gather(*(poll(desk, f"C{number}", every, until, seen) for number in range(crews)))
    return seen


def percentile(waits: Sequence[float], share: int) -> float:
    """The wait that `share` percent of requests do not exceed (nearest rank)."""
    ordered = sorted(waits)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def wait_until_ready(base: str, seconds: float = 120) -> None:
    """Wait for the server to answer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{base}/ready").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server did not come up")


def warm_up(base: str, crews: int) -> None:
    """Let the server have answered before, as one has that runs all day."""
    with httpx2.Client(base_url=base, timeout=60) as phone:
        for number in range(crews):
            phone.get(f"/crews/C{number}/jobs", headers={"Authorization": f"Bearer cd_C{number}"})


def main(arguments: Sequence[str] | None = None) -> None:
    """One JSON line: waits in milliseconds, in all and by status."""
    parser = argparse.ArgumentParser(prog="job_list_polling", description=__doc__.partition("\n")[0])
    parser.add_argument("--crews", type=int, default=200)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two requests of one phone")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--url", help="an empty database; default: a new SQLite file")
    parser.add_argument("--solve", type=int, default=1, help="search threads of the solve beside it; 0 for none")
    options = parser.parse_args(arguments)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as processes:
        url = options.url or f"sqlite:///{Path(folder) / 'desk.db'}"
        fill(url, options.crews)
        processes.enter_context(running(("serve", "--port", str(port)), url))
        wait_until_ready(base)
        warm_up(base, options.crews)
        if options.solve:
            asked = ("--seconds", "600", "--workers", str(options.solve))
            processes.enter_context(running(("plan", str(DAY), *asked), url))
            time.sleep(8)
        seen = asyncio.run(poll_all(base, options.crews, options.every, options.seconds))
    every = [one for waits in seen.values() for one in waits]
    told = {"all": every, **{str(status): waits for status, waits in sorted(seen.items())}}
    figures = {
        name: {
            "requests": len(waits),
            **{f"p{share}": round(percentile(waits, share), 1) for share in (50, 90, 99)},
            "max": round(max(waits), 1),
        }
        for name, waits in told.items()
    }
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"crews": options.crews, "every": options.every, "load": load, "milliseconds": figures}))


if __name__ == "__main__":
    main()
