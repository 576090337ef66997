"""Waiting for what others do in their own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

PATIENCE_SECONDS = 90


def wait_for(condition: Callable[[], Any], patience: timedelta = timedelta(seconds=PATIENCE_SECONDS)) -> None:
    """Come back once the condition holds; fail when it does not for too long."""
    give_up = time.monotonic() + patience.total_seconds()
    while not condition():
        if time.monotonic() > give_up:
            raise AssertionError("waited in vain")
        time.sleep(0.05)
