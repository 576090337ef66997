"""One storm morning over HTTP: incidents, customers, clocks and indices are what pandas counts of the same signals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests import storm
from tests.benchmarks.shared_data import shared
from tests.builders import NOW
from tests.databases import SqliteTemplates
from tests.desk import Desk, prepare

HISTORY = "pge_outages/pge_tickets_2021-01-20_2021-03-05.csv.gz"
RURAL_ARRIVAL = pd.Timedelta(minutes=90)


def play(desk: Desk, signals: pd.DataFrame, at_once: int) -> None:
    """Send everything as it comes in: meter events in bulk, calls one by one."""
    waiting: list[dict[str, Any]] = []

    def flush() -> None:
        if waiting:
            answer = desk.dispatcher.post("/meter-events/bulk", json=waiting)
            assert answer.status_code == 200, answer.text
            waiting.clear()

    for row in signals.itertuples():
        if row.kind == "call":
            assert desk.dispatcher.post("/calls", json=storm.as_call(row)).status_code == 201
        else:
            waiting.append(storm.as_event(row))
            if len(waiting) >= at_once:
                flush()
    flush()


def listed(desk: Desk, path: str) -> pd.DataFrame:
    items, cursor = [], None
    while True:
        wanted = {"limit": 500} | ({"cursor": cursor} if cursor else {})
        page = desk.dispatcher.get(path, params=wanted).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return pd.DataFrame(items)


def expected(signals: pd.DataFrame) -> pd.DataFrame:
    """By outage: when it began, whom it concerns, who is dark, and the customer-minutes of those who are back."""
    out, up = signals[signals["kind"] != "powerUp"], signals[signals["kind"] == "powerUp"]
    found = out.groupby("outage").agg(began=("at", "min"), customers=("customer", "nunique"))
    dark = signals[signals["kind"] == "lastGasp"].groupby("outage")["customer"].nunique()
    back = up.groupby("outage")["customer"].nunique()
    found["back"] = back.reindex(found.index).fillna(0).astype(int)
    found["dark"] = (dark.reindex(found.index).fillna(0) - found["back"]).astype(int)
    minutes = (up["at"] - up["outage"].map(found["began"])).dt.total_seconds() / 60
    found["cmi"] = minutes.groupby(up["outage"]).sum().reindex(found.index).fillna(0.0)
    return found.sort_index()


def holds(desk: Desk, signals: pd.DataFrame) -> None:
    wanted = expected(signals)
    incidents = listed(desk, "/incidents")
    incidents = incidents[incidents["status"] == "open"]
    incidents = incidents.assign(
        outage=incidents["feeder"].str[1:].astype(int), began=pd.to_datetime(incidents["reported_at"])
    ).sort_values("outage")
    assert incidents["outage"].tolist() == wanted.index.tolist()
    for name in ("began", "customers", "dark", "back"):
        assert incidents[name].tolist() == wanted[name].tolist(), name
    # What was over before anybody at the desk heard of it has no ticket.
    led = incidents[incidents["ticket_ids"].str.len() > 0]
    assert set(incidents.loc[incidents.index.difference(led.index), "state"]) <= {"restored"}
    tickets = listed(desk, "/tickets").set_index("id")
    own = tickets.loc[[ids[-1] for ids in led["ticket_ids"]]]
    assert own["customers"].tolist() == led["customers"].tolist()
    arrive_by = pd.to_datetime(own["arrive_by"]).reset_index(drop=True)
    assert (arrive_by - led["began"].reset_index(drop=True) == RURAL_ARRIVAL).all()
    alive = tickets[~tickets["status"].isin(["merged", "closed"])]
    assert len(alive) == len(led)
    span = {"start": (NOW - timedelta(days=2)).isoformat(), "end": (NOW + timedelta(days=2)).isoformat()}
    figures = desk.dispatcher.get("/figures", params=span).json()["reliability"]
    assert figures["whole"]["cmi"] == pytest.approx(wanted["cmi"].sum())
    assert figures["whole"]["customers_interrupted"] == wanted["back"].sum()
    assert figures["still_dark"] == wanted["customers"].sum() - wanted["back"].sum()
    assert figures["whole"]["saidi"] == pytest.approx(wanted["cmi"].sum() / 100_000)


def test_the_small_morning_is_counted_as_pandas_counts_it(desk: Desk) -> None:
    signals = storm.signals(storm.sample().head(30), NOW - timedelta(days=1), 60, 2000)
    play(desk, signals, 100)
    holds(desk, signals)


@pytest.mark.shared
@pytest.mark.benchmark
def test_a_thousand_calls_and_twenty_thousand_meter_events_are(tmp_path: Path) -> None:
    history = shared() / "data" / HISTORY
    if not history.exists():
        pytest.skip(f"{history} is not there")
    with SqliteTemplates(tmp_path, prepare).copy() as url:
        desk = Desk(url)
        signals = storm.signals(storm.from_history(history, "2021-01-27", 400), NOW - timedelta(days=1), 1000, 20_000)
        assert signals["kind"].value_counts().to_dict()["call"] == 1000
        assert len(signals) == 21_000
        play(desk, signals, 1000)
        holds(desk, signals)
        desk.close()
