"""Variants held against the base or the one they name: figures seed by seed, and differences with their intervals.

The same seeds are the same days, so differences are taken seed by seed and their mean has Student's interval for paired
samples. Tables are tidy pandas frames.
"""

from __future__ import annotations

import pandas as pd

from scenarios.evaluation import FIGURES
from scenarios.paired import interval
from scenarios.what_if.running import Run

COLUMNS = ("variant", "seed", "figure", "value")


def compare(run: Run) -> pd.DataFrame:
    """All figures, one a row: variant, seed, figure, value; variants, seeds and figures in the order of the file."""
    rows = [
        (variant, seed, figure.name, evaluation.figures[figure.name])
        for (variant, seed), evaluation in run.evaluations.items()
        for figure in FIGURES
        if figure.name in evaluation.figures
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def summary(run: Run) -> pd.DataFrame:
    """Each variant's mean of each figure, and its difference over the seeds that both have.

    Columns: variant, figure, mean, against (the base or the variant it is held against), seeds (that both have),
    difference, low, high (of the difference), better: True or False where the interval leaves out 0, None where it
    does not or where one seed gives none. Without a value to hold it against a difference is nan.
    """
    rows = []
    for variant in run.what_if.variants:
        for figure in FIGURES:
            own = values(run, variant.name, figure.name)
            if not own:
                continue
            other = values(run, variant.against, figure.name)
            found = interval([value - other[seed] for seed, value in own.items() if seed in other])
            better = (found.mean > 0) is figure.more_is_better if found.is_clear else None
            mean, difference = sum(own.values()) / len(own), (found.count, found.mean, found.low, found.high)
            rows.append((variant.name, figure.name, mean, variant.against, *difference, better))
    columns = ["variant", "figure", "mean", "against", "seeds", "difference", "low", "high", "better"]
    return pd.DataFrame(rows, columns=columns).astype({"better": object})


def values(run: Run, variant: str, figure: str) -> dict[int, float]:
    """A variant's values of a figure by seed."""
    return {
        seed: evaluation.figures[figure]
        for (name, seed), evaluation in run.evaluations.items()
        if name == variant and figure in evaluation.figures
    }
