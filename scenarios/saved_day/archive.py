"""The files of a day as one zip archive: packed here, or sent in by somebody and not to be trusted.

Of what is sent in only plain names are taken, of files that belong to a scenario folder, and no more than so much,
counted as it would be when unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from dispatch.errors import InputErrors, InputFault
from scenarios import scenario_keys
from scenarios.confined import stay_inside, unkeepable
from scenarios.files import HEAD_FILE, read_scenario
from scenarios.scenario import Scenario
from scenarios.yaml_tree import read_yaml

MOST_FILES = 20
MOST_BYTES = 32 * 2**20
"""Of all files together, unpacked; and of what is inside one workbook."""
NAME = re.compile(r"scenario\.yaml|(tickets|crews)\.(csv|xlsx)|[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.(ya?ml|json)")
ALLOWED = "scenario.yaml, tickets and crews as .csv or .xlsx, a policy as .yaml, a plan as .json"
_PASSED_OVER = re.compile(r"(^|/)(\.[^./]|__MACOSX/)")
"""What some systems add to archives by themselves."""
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)

File = tuple[str, bytes]


def pack(folder: Path) -> bytes:
    """The folder's files; the same files give the same archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Put the files of an archive made by `pack` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            (folder / PurePosixPath(name).name).write_bytes(packed.read(name))


def read_sent_day(files: Iterable[File], folder: Path) -> Scenario:
    """Put what was sent, a zip archive or the files themselves, into an empty folder, and read the day there.

    Raises
    ------
    InputErrors
        With every fault of the names and sizes, else of the files.
    """
    sent = list(files)
    if len(sent) == 1 and sent[0][0].lower().endswith(".zip"):
        sent = list(_unzipped(*sent[0]))
    _require_known(sent)
    for name, content in sent:
        (folder / name).write_bytes(content)
    _require_harmless(folder)
    return read_scenario(folder)


def _unzipped(archive: str, content: bytes) -> Iterator[File]:
    """The archive's files by their own names; one folder around all of them does not count."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [one for one in packed.infolist() if not (one.is_dir() or _PASSED_OVER.search(one.filename))]
            _require_little(archive, [one.file_size for one in members])
            around = {PurePosixPath(one.filename).parent for one in members}
            top = next(iter(around)) if len(around) == 1 else PurePosixPath()
            within = top if len(top.parts) <= 1 and ".." not in top.parts else PurePosixPath()
            for member in members:
                # Reading stops at the stated size, whatever is packed there.
                name = member.filename.removeprefix(f"{within}/" if within.parts else "")
                yield name, packed.read(member)
    except _BROKEN as error:
        raise InputErrors([InputFault(archive, "is no zip archive that can be read", allowed=ALLOWED)]) from error


def _require_known(files: list[File]) -> None:
    names = [name for name, _ in files]
    _require_little("the upload", [len(content) for _, content in files])
    faults = [
        InputFault(_shown(name), "does not belong to a saved day", allowed=ALLOWED)
        for name in names
        if not NAME.fullmatch(name)
    ]
    faults += [InputFault(_shown(name), "is there twice") for name in set(names) if names.count(name) > 1]
    faults += [
        InputFault(name, "is too large when unpacked", allowed=f"up to {MOST_BYTES // 2**20} MiB")
        for name, content in files
        if name.endswith(".xlsx") and _unpacked(content) > MOST_BYTES
    ]
    if faults:
        raise InputErrors(faults)


def _require_little(what: str, sizes: list[int]) -> None:
    if len(sizes) > MOST_FILES:
        raise InputErrors([InputFault(what, f"has {len(sizes)} files", allowed=f"up to {MOST_FILES}")])
    if sum(sizes) > MOST_BYTES:
        allowed = f"up to {MOST_BYTES // 2**20} MiB"
        raise InputErrors([InputFault(what, "is too large when unpacked", allowed=allowed)])


def _unpacked(workbook: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
            return sum(member.file_size for member in packed.infolist())
    except _BROKEN:
        return 0  # No workbook: whoever reads it says so.


def _shown(name: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", name)[:80] or "a file without a name"


def _require_harmless(folder: Path) -> None:
    """No file names one outside of the folder, or holds what no text can."""
    faults: list[InputFault] = []
    for file in sorted(folder.glob("*.y*ml")):
        faults.extend(unkeepable(file))
    if faults:
        raise InputErrors(faults)
    head = read_yaml(folder / HEAD_FILE, faults)
    if head is not None:
        stay_inside(folder, head, scenario_keys.POLICY.name, "a shipped policy's name, or a file of the day's own")
        stay_inside(folder, head, scenario_keys.PREVIOUS.name, "a file of the day's own")
        if faults:
            raise InputErrors(faults)
