"""Reading a what-if file: its base, its changes and its variants, with all faults at once.

Every change is tried on the day it will meet, so that one that matches nothing is a fault with a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.errors import InputErrors, InputFault
from dispatch.policy import Policy
from dispatch.window import TimeWindow
from scenarios import policy_file
from scenarios.column import nearest
from scenarios.evaluation import DEFAULT_STEPS
from scenarios.files import HEAD_FILE, read_scenario
from scenarios.scenario import Scenario
from scenarios.what_if import keys
from scenarios.what_if.reading_variants import Placed, changes_of, variants_of
from scenarios.what_if.what_if import BASE, Variant, WhatIf, seen_in
from scenarios.yaml_tree import Section, read_yaml
from solver.settings import Settings

FILE = "what-if.yaml"


@dataclass(frozen=True)
class _Start:
    """What a file hands on to one that builds on it."""

    base: Scenario
    changes: tuple[Placed, ...]
    window: TimeWindow | None


def read_what_if(path: Path) -> WhatIf:
    """Read a what-if file, or the folder with a ``what-if.yaml``; see FORMAT.md for what it may hold.

    Raises
    ------
    InputErrors
        With every fault found in it and in what it builds on.
    """
    faults: list[InputFault] = []
    path = _file(path)
    top = read_yaml(path, faults)
    start = None if top is None else _start(path, top, faults, (path.resolve(),))
    found = None if top is None or start is None else _what_if(path, top, start)
    if found is None or faults:
        raise InputErrors(sorted(faults, key=lambda fault: (fault.file != path.name, fault.file, fault.row or 0)))
    return found


def is_what_if(path: Path) -> bool:
    """Whether the path is that of a what-if file or folder, and not of a scenario folder."""
    return path.suffix in (".yaml", ".yml") or (path / FILE).is_file()


def _file(path: Path) -> Path:
    return path / FILE if path.is_dir() else path


def _start(path: Path, top: Section, faults: list[InputFault], above: tuple[Path, ...]) -> _Start | None:
    """The base after this file's policy and window, and all common changes up to this file's."""
    top.joining_lists(keys.TOP).only(keys.TOP, keys.SECTIONS)
    top.get(keys.FORMAT)
    below = _base(path, top, faults, above)
    if below is None:
        _read_on(top)
        return None
    top.zone = ZoneInfo(below.base.policy.zone)
    policy = _policy(path, top, below.base, faults)
    changes = tuple(changes_of(top, "changes"))
    window = top.get(keys.WINDOW) or below.window
    return _Start(replace(below.base, policy=policy), (*below.changes, *changes), window)


def _read_on(top: Section) -> None:
    """Note what is wrong besides the base."""
    top.zone = ZoneInfo("UTC")
    for column in keys.TOP:
        top.get(column)
    for _ in changes_of(top, "changes"):
        pass
    variants_of(top)


def _base(path: Path, top: Section, faults: list[InputFault], above: tuple[Path, ...]) -> _Start | None:
    named = top.get(keys.BASE)
    if not named:
        return None
    target = path.parent / named
    if (target / HEAD_FILE).is_file():
        return _scenario(named, target, faults)
    file = _file(target)
    if not file.is_file():
        top.fault("base", "is not there", named, _neighbour(named, target))
        return None
    if file.resolve() in above:
        ring = " -> ".join(one.name for one in (*above[above.index(file.resolve()) :], file))
        top.fault("base", f"is cyclic: {ring}", named, "a file that does not build on this one, or a scenario folder")
        return None
    section = read_yaml(file, faults)
    return None if section is None else _start(file, section, faults, (*above, file.resolve()))


def _scenario(named: str, target: Path, faults: list[InputFault]) -> _Start | None:
    try:
        return _Start(read_scenario(target), (), None)
    except InputErrors as errors:
        faults.extend(replace(fault, file=f"{named}/{fault.file}") for fault in errors.faults)
        return None


def _neighbour(named: str, target: Path) -> str:
    """The nearest of what could be meant, seen from the file."""
    parent = target.parent
    if not parent.is_dir():
        return f"a path from this file's folder; {parent} is not there either"
    there = [one.name for one in sorted(parent.iterdir()) if (one / HEAD_FILE).is_file() or is_what_if(one)]
    before = named.rpartition("/")[0]
    paths = tuple(f"{before}/{name}" if before else name for name in there)
    return nearest(named, paths) or "a scenario folder or a what-if file"


def _policy(path: Path, top: Section, base: Scenario, faults: list[InputFault]) -> Policy:
    if not top.text(keys.POLICY):
        return base.policy
    found = policy_file.named_policy(path.parent, top, keys.POLICY, faults)
    return base.policy if found is None else replace(found, zone=base.policy.zone)


def _what_if(path: Path, top: Section, start: _Start) -> WhatIf:
    variants = variants_of(top)
    if not start.changes and not any(name in top.nodes for name in ("changes", "variants", "grid")):
        top.fault(None, "asks nothing", allowed="changes, variants or a grid")
    seeds = top.get(keys.SEEDS)
    mode = top.get(keys.MODE)
    day = start.base
    if start.window is not None and mode is keys.Mode.STATIC:
        day = seen_in(day, start.window)
    if start.window is not None and mode is keys.Mode.ROLLING:
        top.fault("window", "is for static runs", allowed="no window: a rolling day begins with its first report")
    _try_out(day, start.changes, [one.changes for one in variants], seeds[0])
    return WhatIf(
        name=path.resolve().parent.name if path.name == FILE else path.stem,
        title=top.get(keys.TITLE) or path.stem,
        question=top.get(keys.QUESTION),
        answer=top.get(keys.ANSWER),
        base=start.base,
        changes=tuple(placed.change for placed in start.changes),
        variants=(Variant(BASE), *(one.variant for one in variants)),
        seeds=seeds,
        settings=_settings(top.section("settings"), mode),
        mode=mode,
        judge=top.get(keys.JUDGE),
        window=start.window,
        path=path,
    )


def _try_out(day: Scenario, common: Sequence[Placed], variants: Sequence[Sequence[Placed]], seed: int) -> None:
    """Make every change once, each on the day it will meet."""
    for placed in common:
        day = placed.applied(day, seed)
    for changes in variants:
        varied = day
        for placed in changes:
            varied = placed.applied(varied, seed)


def _settings(section: Section, mode: keys.Mode) -> Settings:
    """One worker each, for the runs themselves are side by side."""
    section.only(keys.SETTINGS)
    steps, seconds, engine = section.get(keys.STEPS), section.get(keys.SECONDS), section.get(keys.ENGINE)
    if steps is not None and seconds is not None:
        section.fault("seconds", "and steps are both given", allowed="one of the two")
    if mode is keys.Mode.ROLLING:
        for name in section.nodes:
            section.fault(name, "is for static runs", allowed="in a rolling run the set_dispatch change says the steps")
    if seconds is not None:
        return Settings(engine=engine, seconds=seconds, workers=1)
    return Settings(engine=engine, steps=steps or DEFAULT_STEPS, workers=1)
