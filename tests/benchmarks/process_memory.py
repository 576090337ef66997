"""Peak memory of this process and everything it started, as the kernel counts it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

PROC = Path("/proc")
MIB = 1024 * 1024


class PeakMemory:
    """Peak resident memory of this process and its descendants, added up, while the `with` block runs.

    Each process's peak is the kernel's own, for OR-Tools keeps every other thread from running: who samples
    sizes misses what happens meanwhile. Pages that processes share are counted in each of them and their
    peaks as if they fell together, so the figure is rather too large than too small.
    """

    def __init__(self, interval_seconds: float = 0.05) -> None:
        self._interval = interval_seconds
        self._done = Event()
        self._sampler = Thread(target=self._sample, daemon=True)
        self.peak_bytes = 0
        self.processes = 1

    def __enter__(self) -> PeakMemory:
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._sampler.join()
        self._look()

    @property
    def peak_mib(self) -> float:
        """The peak in MiB."""
        return round(self.peak_bytes / MIB, 1)

    def _sample(self) -> None:
        while not self._done.wait(self._interval):
            self._look()

    def _look(self) -> None:
        family = _family(os.getpid())
        self.peak_bytes = max(self.peak_bytes, sum(map(_peak_bytes, family)))
        self.processes = max(self.processes, len(family))


def seconds_since_process_start() -> float:
    """Wall time since the kernel started this process: interpreter, imports and all."""
    fields = (PROC / "self" / "stat").read_text().rpartition(")")[2].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    uptime = float((PROC / "uptime").read_text().split()[0])
    return uptime - started


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        # A process may end between being listed and being read.
        with suppress(OSError):
            for task in (PROC / str(pid) / "task").iterdir():
                found.extend(map(int, (task / "children").read_text().split()))
    return found


def _peak_bytes(pid: int) -> int:
    with suppress(OSError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
