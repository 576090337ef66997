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
    """Samples the resident memory of this process and its descendants while the `with` block runs.

    Pages that processes share are counted in each of them, so the figure is never too small by sharing;
    a peak shorter than `interval_seconds` can be missed.
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

    @property
    def peak_mib(self) -> float:
        """The peak in MiB."""
        return round(self.peak_bytes / MIB, 1)

    def _sample(self) -> None:
        while True:
            family = _family(os.getpid())
            self.peak_bytes = max(self.peak_bytes, sum(map(_resident_bytes, family)))
            self.processes = max(self.processes, len(family))
            if self._done.wait(self._interval):
                return


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


def _resident_bytes(pid: int) -> int:
    with suppress(OSError):
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
