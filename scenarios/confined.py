"""Files from others, which may name no file outside of their own folder."""

from __future__ import annotations

from pathlib import Path

from scenarios.yaml_tree import Section


def stay_inside(folder: Path, top: Section, name: str, allowed: str) -> None:
    """Note a fault where the text under `name` leads out of the folder."""
    named = top.texts.get(name, "")
    if not _is_inside(folder, named):
        top.fault(name, "is outside of the folder", named, allowed)


def _is_inside(folder: Path, named: str) -> bool:
    try:
        return (folder / named).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):  # Too long, or with a null character.
        return False
