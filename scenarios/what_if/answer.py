"""The question answered in words, from the numbers alone, and honest about what they cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.evaluation import FIGURE, Figure
from scenarios.paired import CONFIDENCE, Interval, interval
from scenarios.what_if import words
from scenarios.what_if.comparison import values
from scenarios.what_if.keys import Judge, Mode
from scenarios.what_if.running import Run
from solver.certificate import digest

INTERVAL = f"{CONFIDENCE:.0%} interval"


@dataclass(frozen=True, slots=True)
class Difference:
    """One variant against the base in one figure."""

    variant: str
    figure: Figure
    mean: float
    base: float
    found: Interval

    @property
    def verdict(self) -> str:
        """better, worse, same or unclear."""
        return words.verdict(self.figure, self.found)

    @property
    def gain(self) -> float:
        """The mean difference, positive where it is better."""
        return self.found.mean if self.figure.more_is_better else -self.found.mean


def differences(run: Run, figure: Figure) -> list[Difference]:
    """Every variant that can be held against the base in this figure, in the order of the file."""
    base = values(run, run.what_if.variants[0].name, figure.name)
    found = []
    for variant in run.what_if.variants[1:]:
        own = values(run, variant.name, figure.name)
        both = [seed for seed in own if seed in base]
        if both:
            mean, against = (sum(some[seed] for seed in both) / len(both) for some in (own, base))
            pairs = interval([own[seed] - base[seed] for seed in both])
            found.append(Difference(variant.name, figure, mean, against, pairs))
    return found


def answer(run: Run) -> list[str]:
    """Sentences: the deciding figure first, then one for each variant, then what is to be borne in mind."""
    figures = [FIGURE[name] for name in run.what_if.answer]
    decided = differences(run, figures[0])
    if decided:
        return [*_headline(figures[0], decided), *_lines(run, figures), *caveats(run)]
    return [*_base_alone(run, figures), *caveats(run)]


def best(run: Run) -> str:
    """The variant that does best in the deciding figure, by its mean; the base where there is no other."""
    decided = differences(run, FIGURE[run.what_if.answer[0]])
    return max(decided, key=lambda one: one.gain).variant if decided else run.what_if.variants[0].name


def _headline(figure: Figure, decided: list[Difference]) -> Iterator[str]:
    top = max(decided, key=lambda one: one.gain)
    seeds = words.count_of(top.found.count, "seed")
    clear = [one for one in decided if one.verdict == "better"]
    if top.found.count < 2:
        yield f"{in_words(top)}. One seed gives no interval: this may be chance."
    elif top.verdict == "better":
        others = f" Clearly better than the base: {len(clear)} of {len(decided)} variants." if len(decided) > 1 else ""
        yield f"{in_words(top)}, {interval_in_words(top)}.{others}"
    elif all(one.verdict == "worse" for one in decided):
        yield (
            f"{'It makes' if len(decided) == 1 else 'Every variant makes'} this worse: {in_words(top)}, "
            f"{interval_in_words(top)}."
        )
    elif all(one.verdict == "same" for one in decided):
        yield f"Nothing changes in {figure.label}: {words.value(figure, top.base)} in each of {seeds}."
    elif any(one.verdict == "worse" for one in decided):
        worst = min((one for one in decided if one.verdict == "worse"), key=lambda one: one.gain)
        lost = f"{in_words(worst)}, {interval_in_words(worst)}"
        yield f"The worst is {lost}. No variant is clearly better than the base."
    else:
        yield (
            f"No clear gain in {figure.label}: the best mean is that of {top.variant}, "
            f"{words.difference(figure, top.found.mean)}{words.relative(top.found, top.base)}, but its {INTERVAL}, "
            f"{words.reach(figure, top.found)} over {seeds}, contains 0."
        )


def interval_in_words(one: Difference) -> str:
    """`95% interval −11 to −9 over 4 seeds`."""
    reach, seeds = words.reach(one.figure, one.found), words.count_of(one.found.count, "seed")
    if one.found.count < 2:
        return f"{reach} from {seeds}"
    return f"{reach if reach == words.EVERY_SEED else f'{INTERVAL} {reach}'} over {seeds}"


def in_words(one: Difference) -> str:
    """What becomes of the figure: `second crew: customer-minutes interrupted falls from 250 to 240 (−4.0%)`."""
    figure = one.figure
    way = "rises" if one.found.mean > 0 else "falls" if one.found.mean < 0 else "stays"
    if way == "stays":
        return f"{one.variant}: {figure.label} stays at {words.value(figure, one.base)}"
    return (
        f"{one.variant}: {figure.label} {way} from {words.value(figure, one.base)} to {words.value(figure, one.mean)}"
        f"{words.relative(one.found, one.base) if figure.unit != 'share' else ''}"
    )


def _lines(run: Run, figures: list[Figure]) -> Iterator[str]:
    by_figure = [{one.variant: one for one in differences(run, figure)} for figure in figures]
    for variant in run.what_if.variants[1:]:
        found = [some[variant.name] for some in by_figure if variant.name in some]
        if found:
            yield f"{variant.name}: {'; '.join(map(_part, found))}."


def _part(one: Difference) -> str:
    mean, told = words.difference(one.figure, one.found.mean), one.verdict
    if told == "same":
        return f"{one.figure.label} the same"
    if one.found.count < 2:
        return f"{one.figure.label} {mean}"
    clear = told if told != "unclear" else "not clear"
    return f"{one.figure.label} {mean} ({clear}: {words.reach(one.figure, one.found)})"


def _base_alone(run: Run, figures: list[Figure]) -> Iterator[str]:
    base = run.what_if.variants[0].name
    for figure in figures:
        own = list(values(run, base, figure.name).values())
        if own:
            found = interval(own)
            low, high = words.value(figure, found.low), words.value(figure, found.high)
            around = f", mean of {found.count} seeds, {INTERVAL} {low} to {high}" if found.count > 1 else ""
            yield f"{figure.label.capitalize()}: {words.value(figure, found.mean)}{around}."


def caveats(run: Run) -> Iterator[str]:
    """What is to be borne in mind of a run's numbers."""
    what_if = run.what_if
    if run.failures:
        total = len(what_if.variants) * len(what_if.seeds)
        yield f"{len(run.failures)} of {total} evaluations are missing; they are listed below with their reasons."
    if len(run.seeds) > 1 and what_if.mode is Mode.STATIC and not _days_differ(run):
        yield (
            "The seeds differ in nothing but how the search goes: intervals tell search noise, not how other days "
            "would fare. `another_day` among the changes would draw other days."
        )
    if what_if.judge is Judge.OWN:
        yield "Each variant is judged by its own clocks and prices: shares in time and costs mean different things."


def _days_differ(run: Run) -> bool:
    base = run.what_if.variants[0]
    first, second = (run.what_if.day(base, seed).tickets for seed in run.seeds[:2])
    return digest(first) != digest(second)
