"""What the steps of crew sizing are grouped by."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What a step changes."""

    SKILL = "skill"
    """More and fewer crews of each trade, at the yards of those that there are."""
    DEPOT = "depot"
    """One more crew of each trade at each yard."""
    OVERTIME = "overtime"
    """The longest overtime of all crews."""
    TRAINING = "training"
    """A skill learnt by the crew that could learn it best."""
