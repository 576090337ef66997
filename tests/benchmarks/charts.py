"""The report's plots, each a PNG beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

Line = Sequence[tuple[float, float]]


def lines(path: Path, title: str, labels: tuple[str, str], series: Mapping[str, Line], level: float) -> None:
    """Steps over a logarithmic time axis; `level` is where the others stand."""
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for name, points in series.items():
        axes.step([x for x, _ in points], [y for _, y in points], where="post", label=name)
    axes.axhline(level, color="black", linewidth=0.8)
    axes.set_xscale("log")
    _finish(figure, axes, path, title, labels)


def powers(path: Path, title: str, labels: tuple[str, str], points: Line) -> None:
    """Points on two logarithmic axes, with the line of linear growth through the first."""
    figure, axes = plt.subplots(figsize=(6, 4.5))
    axes.plot([x for x, _ in points], [y for _, y in points], "o-", label="measured")
    (x0, y0), x1 = points[0], points[-1][0]
    axes.plot([x0, x1], [y0, y0 * x1 / x0], "--", color="black", linewidth=0.8, label="linear")
    axes.set_xscale("log")
    axes.set_yscale("log")
    _finish(figure, axes, path, title, labels)


def bars(path: Path, title: str, unit: str, names: Sequence[str], groups: Mapping[str, Sequence[float | None]]) -> None:
    """Bars side by side for each name; what was not measured has none."""
    figure, axes = plt.subplots(figsize=(max(6.0, 0.45 * len(names) + 2), 4.5))
    width = 0.8 / max(1, len(groups))
    for place, (group, values) in enumerate(groups.items()):
        known = [(at + place * width, value) for at, value in enumerate(values) if value is not None]
        axes.bar([at for at, _ in known], [value for _, value in known], width, label=group)
    axes.set_xticks([at + 0.4 - width / 2 for at in range(len(names))], names, rotation=60, ha="right")
    _finish(figure, axes, path, title, ("", unit))


def _finish(figure: plt.Figure, axes: plt.Axes, path: Path, title: str, labels: tuple[str, str]) -> None:
    axes.set_title(title)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
