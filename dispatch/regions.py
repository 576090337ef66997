"""Which region tickets and crews belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Regions:
    """Region names by id; what is in no region has an empty name."""

    tickets: Mapping[str, str] = field(default_factory=dict)
    crews: Mapping[str, str] = field(default_factory=dict)
