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
from scenarios.what_if.what_if import BASE
from solver.certificate import digest

INTERVAL = f"{CONFIDENCE:.0%} interval"
MOST_LINES = 8
"""So many variants are told one by one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One variant against another, the base or the one it names, in one figure; `base` is the other's mean."""

    variant: str
    against: str
    figure: Figure
    mean: float
    base: float
    found: Interval

    @property
    def verdict(self) -> str:
        """better, worse, same or unclear."""
        return words.verdict(self.figure, self.found)

    @property
    def who(self) -> str:
        """The variant, and what it is held against where that is not the base."""
        return f"“{self.variant}”" if self.against == BASE else f"“{self.variant}” against “{self.against}”"

    @property
    def gain(self) -> float:
        """The mean difference, positive where it is better."""
        return self.found.mean if self.figure.more_is_better else -self.found.mean


def differences(run: Run, figure: Figure) -> list[Difference]:
    """Every variant that can be held against its base or rival in this figure, in the order of the file."""
    by_name = {variant.name: values(run, variant.name, figure.name) for variant in run.what_if.variants}
    found = []
    for variant in run.what_if.variants[1:]:
        own, base = by_name[variant.name], by_name[variant.against]
        both = [seed for seed in own if seed in base]
        if both:
            mean, against = (sum(some[seed] for seed in both) / len(both) for some in (own, base))
            pairs = interval([own[seed] - base[seed] for seed in both])
            found.append(Difference(variant.name, variant.against, figure, mean, against, pairs))
    return found


def answer(run: Run) -> list[str]:
    """Sentences: the deciding figure first, then one for each variant, then what is to be borne in mind."""
    figures = [FIGURE[name] for name in run.what_if.answer]
    decided = differences(run, figures[0])
    if decided:
        return [*_headline(run, figures[0], decided), *_lines(run, figures), *caveats(run)]
    return [*_base_alone(run, figures), *caveats(run)]


def telling(run: Run) -> str:
    """The variant most worth a look: the one of greatest clear gain, or else that moves the deciding figure most."""
    decided = differences(run, FIGURE[run.what_if.answer[0]])
    clear = [one for one in decided if one.verdict == "better"]
    if clear:
        return max(clear, key=lambda one: one.gain).variant
    return max(decided, key=lambda one: abs(one.gain)).variant if decided else run.what_if.variants[0].name


def _headline(run: Run, figure: Figure, decided: list[Difference]) -> Iterator[str]:
    if run.what_if.judge is Judge.OWN:
        yield _levels(run, figure)
        return
    clear = [one for one in decided if one.verdict == "better"]
    top = max(clear or decided, key=lambda one: one.gain)
    if top.found.count < 2:
        yield f"{in_words(top)}. One seed gives no interval: this may be chance."
    elif all(one.verdict == "same" for one in decided):
        yield f"Nothing changes in {figure.label}: {words.value(figure, top.base)} in {interval_in_words(top)}."
    elif clear:
        others = f" Clearly better: {len(clear)} of {len(decided)} variants." if len(decided) > 1 else ""
        yield f"{in_words(top)}, {interval_in_words(top)}.{others}"
        yield from _worst(decided)
    elif any(one.verdict == "worse" for one in decided):
        no_gain = "It brings no gain" if len(decided) == 1 else "No variant is clearly better"
        yield " ".join((f"{no_gain}.", *_worst(decided)))
    else:
        yield (
            f"No clear gain in {figure.label}: the best mean is that of {top.who}, "
            f"{words.difference(figure, top.found.mean)}{words.relative(top.found, top.base)}, but its "
            f"{interval_in_words(top)} contains 0."
        )


def _worst(decided: list[Difference]) -> Iterator[str]:
    worst = min(decided, key=lambda one: one.gain)
    if worst.verdict == "worse":
        yield f"{'The worst is ' if len(decided) > 1 else ''}{in_words(worst)}, {interval_in_words(worst)}."


def _levels(run: Run, figure: Figure) -> str:
    """What each variant comes to by its own clocks and prices."""
    own = {variant.name: list(values(run, variant.name, figure.name).values()) for variant in run.what_if.variants}
    told = (f"“{name}” {words.value(figure, sum(some) / len(some))}" for name, some in own.items() if some)
    return f"{figure.label.capitalize()}, each by its own promise: {', '.join(told)}."


def interval_in_words(one: Difference) -> str:
    """`95% interval −11 to −9 over 4 seeds`."""
    reach, seeds = words.reach(one.figure, one.found), words.count_of(one.found.count, "seed")
    if one.found.count < 2:
        return f"{reach} from {seeds}"
    return f"{reach if reach == words.EVERY_SEED else f'{INTERVAL} {reach}'} over {seeds}"


def in_words(one: Difference) -> str:
    """What becomes of the figure: `“second crew”: customer-minutes interrupted down from 250 to 240 (−4.0%)`."""
    figure = one.figure
    if not one.found.mean:
        return f"{one.who}: {figure.label} unchanged at {words.value(figure, one.base)}"
    return (
        f"{one.who}: {figure.label} {'up' if one.found.mean > 0 else 'down'} from {words.value(figure, one.base)} to "
        f"{words.value(figure, one.mean)}{words.relative(one.found, one.base) if figure.unit != 'share' else ''}"
    )


def _lines(run: Run, figures: list[Figure]) -> Iterator[str]:
    """A line for each variant; of many for those that gain most and lose most."""
    by_figure = [{one.variant: one for one in differences(run, figure)} for figure in figures]
    ranked = sorted(by_figure[0].values(), key=lambda one: -one.gain)
    told = {one.variant for one in (ranked if len(ranked) <= MOST_LINES else (*ranked[:5], *ranked[-3:]))}
    for variant in by_figure[0]:
        if variant in told:
            found = [some[variant] for some in by_figure if variant in some]
            yield f"{found[0].who}: {'; '.join(map(_part, found))}."
    if len(told) < len(ranked):
        yield f"The other {len(ranked) - len(told)} variants lie between these; they are in the table."


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
