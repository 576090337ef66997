"""Photos that crews take at the place: at most one with each report, as a JPEG without anything hidden in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatch.progress import ProgressEvent
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class Photo:
    """What is known of a photo without its picture; `report` says where, when and by whom it was taken.

    Once erased the picture is gone for good, sent again or not.
    """

    report: ProgressEvent
    received_at: datetime
    size: int
    """Bytes of the picture."""
    erased_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("received_at", "erased_at"):
            require_aware(f"photo {self.report.event_id}: {name}", getattr(self, name))
