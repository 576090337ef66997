"""A solved day in the terminal: job lists, what is left out, totals and costs as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from dispatch.clocks import Clock, ClockState
from dispatch.figures import Compliance
from dispatch.plan import Pause
from scenarios import wording
from scenarios.outcome import Job, JobList, Outcome

STATE_STYLES = {ClockState.MET: "green", ClockState.AT_RISK: "yellow", ClockState.MISSED: "bold red"}


def show(console: Console, outcome: Outcome) -> None:
    """Print the whole day, the job lists first and the total cost last, where the eye is when it is done."""
    now = outcome.local(outcome.problem.now)
    policy = outcome.problem.policy
    seen = f"as of {now:%Y-%m-%d %H:%M} {wording.offset(now)}, policy {policy.name} {policy.version}"
    console.print(Text(wording.printable(outcome.title), "bold"))
    console.print(Text(wording.printable(seen)))
    for entry in outcome.job_lists:
        console.print()
        console.print(_job_list(outcome, entry))
    if outcome.result.plan.unassigned:
        console.print()
        console.print(_left_out(outcome))
    console.print()
    console.print(_promises(outcome))
    console.print()
    console.print(_totals(outcome))
    console.print()
    console.print(_found(outcome))
    console.print(_costs(outcome))


def _table(title: str, *columns: str, right: Iterable[str] = ()) -> Table:
    table = Table(
        title=Text(title, "bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def _job_list(outcome: Outcome, entry: JobList) -> Table:
    duty, figures = entry.duty, entry.figures
    start, end = _clock(outcome, duty.start), _clock(outcome, duty.regular_end)
    over = f", overtime {wording.span(figures.overtime)}" if figures.overtime else ""
    back = f"back {_clock(outcome, entry.route.end)}"
    title = f"{wording.printable(entry.title)}  {start}–{end}, {back}, travel {wording.span(figures.travel)}{over}"
    columns = ("", "arrival", "ticket", "what", "where", "travel", "on site", "power back")
    table = _table(title, *columns, right=("", "travel"))
    for column in (1, 2, 5, 6, 7):
        table.columns[column].no_wrap = True
    for job in entry.jobs:
        for pause in job.stop.pauses:
            _add_pause(table, outcome, pause)
        _add_job(table, outcome, job)
    for pause in entry.route.last_pauses:
        _add_pause(table, outcome, pause)
    return table


def _add_job(table: Table, outcome: Outcome, job: Job) -> None:
    table.add_row(
        str(job.order),
        _clock(outcome, job.stop.arrival),
        Text(wording.printable(job.ticket.id)),
        Text(wording.printable(f"P{int(job.ticket.priority)} {wording.what(job.ticket)}")),
        Text(wording.printable(wording.where(job.ticket))),
        wording.span(job.stop.travel),
        _state(job.clocks.arrival),
        _state(job.clocks.restoration),
    )


def _add_pause(table: Table, outcome: Outcome, pause: Pause) -> None:
    text = Text(f"{pause.kind} until {_clock(outcome, pause.end)}", "dim")
    table.add_row("", Text(_clock(outcome, pause.start), "dim"), "", text)


def _left_out(outcome: Outcome) -> Table:
    count = len(outcome.result.plan.unassigned)
    table = _table(f"Left out: {count} of {outcome.figures.tickets}", "ticket", "priority", "what", "reason", "")
    table.columns[3].no_wrap = True
    for entry in outcome.result.plan.unassigned:
        ticket = outcome.problem.ticket[entry.ticket_id]
        table.add_row(
            Text(wording.printable(ticket.id)),
            wording.priority(ticket.priority),
            Text(wording.printable(wording.what(ticket))),
            Text(entry.reason.value, "bold"),
            Text(wording.printable(str(entry.sentence))),
        )
    return table


def _promises(outcome: Outcome) -> Table:
    names = ("on site in time", "average", "power back in time", "average ")
    table = _table("Promises (left-out tickets count as late; averages from the report)", "", *names, right=names)
    arrival, restoration = outcome.figures.arrival, outcome.figures.restoration
    table.add_row("all tickets", *_shares(arrival.overall, restoration.overall), style="bold")
    for area in arrival.by_area:
        table.add_row(area.value, *_shares(arrival.by_area[area], restoration.by_area[area]))
    for level in arrival.by_priority:
        name = f"priority {wording.priority(level)}"
        table.add_row(name, *_shares(arrival.by_priority[level], restoration.by_priority[level]))
    return table


def _shares(*promises: Compliance) -> Iterable[str]:
    for some in promises:
        yield f"{some.met} of {some.tickets}  {wording.percent(some.share):>4}"
        yield "–" if some.average_minutes is None else f"{some.average_minutes:.0f} min"


def _totals(outcome: Outcome) -> Group:
    figures = outcome.figures
    interrupted = sum(figures.customer_minutes.values())
    table = _table("Totals", "", " ", right=(" ",))
    table.show_header = False
    table.add_row("tickets served", f"{figures.served} of {figures.tickets}")
    table.add_row("customer-minutes interrupted", f"{interrupted:,.0f}")
    if figures.left_out:
        at_least = sum(figures.customer_minutes_left_out.values())
        table.add_row("  tickets left out, at least", f"{at_least:,.0f}")
    table.add_row("travel", wording.span(figures.travel))
    table.add_row("overtime", wording.span(figures.overtime))
    table.add_row("utilisation", wording.percent(figures.utilisation))
    return Group(table, Text(), _crews(outcome))


def _crews(outcome: Outcome) -> Table:
    columns = ("jobs", "travel", "busy", "overtime", "utilisation")
    table = _table("Crews", "", *columns, right=columns)
    for duty in outcome.figures.duties:
        table.add_row(
            Text(wording.printable(duty.duty.crew_id)),
            str(duty.visits),
            wording.span(duty.travel),
            wording.span(duty.busy),
            wording.span(duty.overtime),
            wording.percent(duty.utilisation),
        )
    return table


def _found(outcome: Outcome) -> Text:
    result = outcome.result
    bound = _proven(result.score.total, result.bound) if result.bound is not None else ""
    found = f" (found by {wording.printable(result.source)} in {result.elapsed_seconds:.1f} s)"
    return Text.assemble((f"Cost {result.score.total:,.0f}", "bold"), bound, found)


def _proven(cost: float, bound: float) -> str:
    """What a lower bound says of the cost."""
    if cost <= bound * (1 + 1e-5):
        return ", proven optimal"
    if cost <= bound * 1.2:
        return f", within {cost / bound - 1:.1%} of the bound {bound:,.0f}"
    return f", proven to be at least {bound:,.0f}"


def _costs(outcome: Outcome) -> Table:
    table = _table("", "", " ", right=(" ",))
    table.title, table.show_header = None, False
    for term, cost in sorted(outcome.result.score.terms.items(), key=lambda pair: -pair[1]):
        if cost:
            table.add_row(wording.TERM_NAMES[term].lower(), f"{cost:,.0f}")
    return table


def _state(clock: Clock) -> Text:
    return Text(wording.margin(clock), STATE_STYLES[clock.state])


def _clock(outcome: Outcome, moment: datetime) -> str:
    return wording.clock_time(outcome.local(moment), outcome.local(outcome.problem.now))
