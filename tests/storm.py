"""A storm morning as signals: outages of a public ticket history, spread over meters, transformers and callers.

How many customers each outage has, where and when, is the history's; which meters speak and who calls is drawn, with
the outage each signal is of noted beside it, so that what the desk makes of the signals can be counted independently.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

SAMPLE = Path(__file__).parent / "storm_morning.csv"
SMALL = 10
"""An outage of fewer customers is one transformer's; of more, a feeder's with four."""
MOST_CUSTOMERS = 30
"""Of one outage: more would only be more of the same."""


def sample() -> pd.DataFrame:
    """The small sample: minute, lat, lon, customers, and minutes dark of each outage."""
    return pd.read_csv(SAMPLE)


def from_history(path: Path, day: str, outages: int) -> pd.DataFrame:
    """The outages of one day of the PG&E history that lie apart from each other, in the form of the sample."""
    frame = pd.read_csv(path, parse_dates=["start", "gone"], dtype={"circuit_id": str})
    frame = frame[frame["start"].dt.strftime("%Y-%m-%d") == day]
    minute = (frame["start"] - pd.Timestamp(day, tz="UTC")).dt.total_seconds() // 60
    dark = ((frame["gone"] - frame["start"]).dt.total_seconds() // 60).clip(20, 1440)
    found = pd.DataFrame(
        {
            "minute": minute.astype(int),
            "lat": frame["lat"].round(3),
            "lon": frame["lon"].round(3),
            "customers": frame["max_customers"].fillna(1).clip(1, MOST_CUSTOMERS).astype(int),
            "dark": dark.astype(int),
        }
    )
    cell = (found["lat"] // 0.02).astype(int).astype(str) + "/" + (found["lon"] // 0.02).astype(int).astype(str)
    apart = found.groupby(cell.to_numpy()).head(1)
    return apart.sort_values(["customers", "minute"], ascending=[False, True]).head(outages).sort_values("minute")


def signals(outages: pd.DataFrame, start: datetime, calls: int, meters: int, seed: int = 1) -> pd.DataFrame:
    """The last gasps of the outages, at most `calls` calls and `meters` meter events, in the order they come in.

    One customer in three calls, some twice and one in ten from a place that nobody can put on the network; one meter
    in ten is silent when its power goes, and one in ten when it is back.
    """
    rng = Random(seed)
    rows = [row for number, outage in enumerate(outages.itertuples()) for row in _of(number, outage, start, rng)]
    frame = pd.DataFrame(rows).sort_values(["received", "id"])
    said, spoken = frame[frame["kind"] == "call"], frame[frame["kind"] != "call"]
    gone = spoken[spoken["kind"] == "lastGasp"]
    back = spoken[spoken["kind"] == "powerUp"].head(meters - len(gone))
    return pd.concat([said.head(calls), gone, back]).sort_values(["received", "id"])


def _of(number: int, outage: Any, start: datetime, rng: Random) -> Iterator[dict[str, Any]]:
    began = start + timedelta(minutes=int(outage.minute))
    transformers = 1 if outage.customers < SMALL else 4
    for customer in range(int(outage.customers)):
        account, transformer = f"A{number}-{customer}", f"X{number}-{customer % transformers}"
        where = {
            "outage": number,
            "customer": account,
            "lat": float(outage.lat),
            "lon": float(outage.lon),
            "transformer": transformer,
            "feeder": f"F{number}",
        }
        if rng.random() < 0.9:
            yield _row(f"{account}-off", "lastGasp", began, rng.randint(0, 120), 60, where, rng)
            if rng.random() < 0.9:
                later = began + timedelta(minutes=int(outage.dark))
                yield _row(f"{account}-on", "powerUp", later, rng.randint(0, 240), 60, where, rng)
        if customer == 0 or rng.random() < 0.33:
            lost = {**where, "transformer": None, "feeder": None} if rng.random() < 0.1 else where
            for again in range(1 if rng.random() < 0.8 else 2):
                yield _row(f"{account}-call{again}", "call", began, rng.randint(0, 900), 5, lost, rng)


def _row(
    own_id: str, kind: str, began: datetime, after: int, delay: int, where: dict[str, Any], rng: Random
) -> dict[str, Any]:
    at = began + timedelta(seconds=after)
    return {"id": own_id, "kind": kind, "at": at, "received": at + timedelta(seconds=rng.randint(0, delay)), **where}


def as_call(row: Any) -> dict[str, Any]:
    """The body of POST /calls."""
    return {"id": row.id, **_placed(row)}


def as_event(row: Any) -> dict[str, Any]:
    """One of the body of POST /meter-events/bulk."""
    return {"id": row.id, "kind": row.kind, **_placed(row)}


def _placed(row: Any) -> dict[str, Any]:
    known = {name: getattr(row, name) for name in ("transformer", "feeder") if isinstance(getattr(row, name), str)}
    place = {"lat": row.lat, "lon": row.lon}
    return {"at": row.at.isoformat(), "place": place, "customer": row.customer, **known}
