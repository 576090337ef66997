"""How often power really was back by the P50 and P90 we would have told, on tickets that taught nothing.

The first two thirds of the days of a PG&E history teach the spreads by cause, the last third is held back. Each ticket
is forecast twice by `dispatch.forecast`: when it is reported, and when the first crew is on site. The utility's own
first estimate is beside it: how often it was within an hour of the truth. The truth is when the ticket left the
outage map, known to within the map's refresh (about 20 minutes).

Run: python -m tests.benchmarks.etr_coverage
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from dispatch.forecast import TicketForecast, forecast
from dispatch.quantiles import Quantiles, quantiles_of
from dispatch.ticket import Started
from tests.benchmarks.markdown import percent, table
from tests.benchmarks.shared_data import shared
from tests.builders import NOW, crew, minutes, party, plan, problem, shift, spot, ticket

HISTORIES = {
    "2024 Feb-Apr": ("pge_tickets_2024-02_2026-08.csv.gz", "2024-05-01"),
    "2021 Jan-Mar, with a storm": ("pge_tickets_2021-01-20_2021-03-05.csv.gz", "2021-03-05"),
}
MOMENTS = {"reported": "start", "first crew on site": "t_assess_onsite"}
ENOUGH = 50
"""Of fewer tickets a cause is told by all causes together."""
WITHIN = 60.0
DAYS = 7 * 24 * 60
"""A ticket that stays on the map for longer was forgotten there."""


@dataclass(frozen=True)
class Coverage:
    """Shares of held-back tickets."""

    history: str
    told_when: str
    tickets: int
    by_p50: float
    by_p90: float
    ours_within_hour: float
    utility_within_hour: float


def read(name: str, until: str) -> pd.DataFrame:
    """The tickets seen from their beginning and up to the end of the dense stretch."""
    columns = ["start", "first_seen", "gone", "t_assess_onsite", "first_etor"]
    frame = pd.read_csv(shared() / "data" / "pge_outages" / name, parse_dates=columns, dtype={"circuit_id": str})
    whole = (frame["left_censored"] == 0) & (frame["first_seen"] < pd.Timestamp(until, tz="UTC"))
    return frame[whole & frame["gone"].notna()].assign(cause=frame["cause_first"].fillna("UNKNOWN"))


def coverage(history: str, frame: pd.DataFrame, told_when: str, column: str) -> Coverage:
    """How the estimates told at one moment fare on the last third of the days."""
    frame = frame.assign(left=(frame["gone"] - frame[column]).dt.total_seconds() / 60)
    frame = frame[frame["left"].between(1, DAYS)]
    cut = frame["start"].quantile(2 / 3)
    taught, held_back = frame[frame["start"] < cut], frame[frame["start"] >= cut]
    ahead = {cause: _forecast(spread) for cause, spread in _spreads(taught)}
    p50 = held_back["cause"].map(lambda cause: _left(ahead.get(cause, ahead["all"]), 50))
    p90 = held_back["cause"].map(lambda cause: _left(ahead.get(cause, ahead["all"]), 90))
    told = held_back[held_back["first_etor"].notna()]
    return Coverage(
        history,
        told_when,
        len(held_back),
        float((held_back["left"] <= p50).mean()),
        float((held_back["left"] <= p90).mean()),
        float(((held_back["left"] - p50).abs() <= WITHIN).mean()),
        float(((told["gone"] - told["first_etor"]).dt.total_seconds().abs() <= WITHIN * 60).mean()),
    )


def _spreads(taught: pd.DataFrame) -> Iterator[tuple[str, Quantiles]]:
    yield "all", quantiles_of(taught["left"].tolist(), 1.0)
    for cause, own in taught.groupby("cause"):
        if len(own) >= ENOUGH:
            yield str(cause), quantiles_of(own["left"].tolist(), 1.0)


def _forecast(spread: Quantiles) -> TicketForecast:
    """The forecast of a ticket whose crew has just come, by the code that the desk tells its customers from."""
    planned = ticket("T1", place=spot(), parties=(party(round(spread.median)),), started=(Started("C1", NOW),))
    long = shift(end=DAYS, max_overtime=minutes(0))
    case = problem([planned], [replace(crew("C1"), shifts=(long,), position=spot())])
    return forecast(case, plan(case, {"C1": "T1"}), lambda *_: spread.over_median(), samples=2000)["T1"]


def _left(ahead: TicketForecast, level: int) -> float:
    restored = ahead.restored_p50 if level == 50 else ahead.restored_p90
    return (restored - NOW).total_seconds() / 60


def all_coverages() -> list[Coverage]:
    """Every history at every moment."""
    return [
        coverage(history, read(*where), told_when, column)
        for history, where in HISTORIES.items()
        for told_when, column in MOMENTS.items()
    ]


def main() -> None:
    """Print the table."""
    heading = ("history", "told when", "tickets", "back by P50", "back by P90", "P50 within 1 h", "utility's first ETR")
    rows = [
        (
            f"{one.history}",
            one.told_when,
            f"{one.tickets:,}",
            *map(percent, (one.by_p50, one.by_p90, one.ours_within_hour, one.utility_within_hour)),
        )
        for one in all_coverages()
    ]
    print(table(heading, rows))


if __name__ == "__main__":
    main()
