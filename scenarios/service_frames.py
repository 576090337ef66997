"""The figures of the service as pandas frames, one for each table."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from dispatch.service_figures import ServiceFigures

TABLES = ("stages", "compliance", "crews", "ratings", "repeats", "reliability")


def frames(figures: ServiceFigures) -> dict[str, pd.DataFrame]:
    """A frame for each of `TABLES`; the indices are one row with all days, and one without major event days."""
    rows = {name: [asdict(one) for one in getattr(figures, name)] for name in TABLES if name != "reliability"}
    found = figures.reliability
    rows["reliability"] = [
        {
            "days": days,
            "customers_served": one.customers_served,
            "customers_interrupted": one.customers_interrupted,
            "cmi": one.customer_minutes,
            "saidi": one.saidi,
            "saifi": one.saifi,
            "caidi": one.caidi,
            "maifi": one.maifi,
            "still_dark": found.still_dark,
        }
        for days, one in (("all", found.whole), ("without major event days", found.without_major_days))
    ]
    return {name: pd.DataFrame(rows[name]) for name in TABLES}
