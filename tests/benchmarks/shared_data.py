"""Where the data outside the repository is: public instances, peers' figures, benchmark archives.

`CREWDISPATCH_SHARED` names the folder; by default it is `shared` beside the repository.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def shared() -> Path:
    """The shared folder, whether it is there or not."""
    return Path(os.environ.get("CREWDISPATCH_SHARED", REPOSITORY.parent / "shared"))


def bench_instances() -> dict[str, Path]:
    """The public instances of the dispatch benchmark by name, smallest first."""
    found = (shared() / "bench" / "instances").glob("*.json")
    return {path.stem: path for path in sorted(found, key=lambda path: path.stat().st_size)}


def referee() -> Path:
    """The judge of the dispatch benchmark."""
    return shared() / "bench" / "referee.py"


def archive(name: str) -> Path:
    """One file of the public benchmark data."""
    return shared() / "data" / "bench" / name


def texts(archive_name: str, suffix: str) -> Iterator[tuple[str, str]]:
    """(Name inside the archive, text) of its files that end in `suffix`, in the archive's order."""
    with tarfile.open(archive(archive_name)) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(suffix):
                content = tar.extractfile(member)
                assert content is not None
                yield member.name, content.read().decode("utf-8")
