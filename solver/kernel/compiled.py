"""How the kernel is compiled: without the GIL, and kept between runs.

numba judges its cache by one file's time stamp and size, which misses a change in another file of
the kernel and a reinstalled wheel with the same stamps. So the cache's place is named by a hash of
all kernel sources and the versions that shape the code.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite
import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Where compiled code is kept: ``$CREWDISPATCH_CACHE``, else the user's cache folder, by source hash."""
    digest = hashlib.sha256(f"{sys.version}{numba.__version__}{llvmlite.__version__}".encode())
    here = Path(__file__).parent
    for source in [here.parent / "arrays.py", *sorted(here.glob("*.py"))]:
        digest.update(source.read_bytes())
    root = os.environ.get("CREWDISPATCH_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "crewdispatch" / digest.hexdigest()[:16]


numba.config.CACHE_DIR = str(cache_folder())


def entry(function: Function) -> Function:
    """Compile on the first call from Python; keep the code for the next process."""
    return cast(Function, numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)(function))


def inner(function: Function) -> Function:
    """Compile for compiled callers only: without the wrappers that unpack Python arguments."""
    options = {
        "nogil": True,
        "error_model": "numpy",
        "_nrt": False,
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
    }
    return cast(Function, numba.njit(**options)(function))


def inlined(function: Function) -> Function:
    """Make a function part of its callers: one that is small, or called in one place only.

    A call copies every array's header of the tuples it passes, a kilobyte, which costs more than a small
    function does; and each level of calls is optimised anew with all that lies below it.
    """
    return cast(Function, numba.njit(nogil=True, error_model="numpy", _nrt=False, inline="always")(function))
