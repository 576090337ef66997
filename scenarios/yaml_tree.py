"""A YAML file as sections of texts with line numbers, read by the same columns as table rows.

Every scalar stays text: YAML's own reading would turn ``07:00`` into 420 and ``no`` into false.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from dispatch.errors import InputFault
from scenarios.column import AnyColumn, Record, Zone, nearest
from scenarios.table import Unreadable, decode

MAX_YAML_BYTES = 4 * 2**20


class Section(Record):
    """A YAML mapping: its scalars are texts, its mappings and lists are asked for by name."""

    def __init__(self, file: str, node: yaml.Node | None, faults: list[InputFault], path: str = "") -> None:
        line = node.start_mark.line + 1 if node is not None else None
        super().__init__(file, line, {}, None, faults, f"{path}." if path else "")
        self._all_faults = faults
        self.folder = Path()
        """Where the file lies."""
        self.nodes: dict[str, yaml.Node] = {}
        if isinstance(node, yaml.MappingNode):
            self._take(node)
        elif node is not None and not _is_empty(node):
            self.fault(None, "is not a mapping of names to values", _shown(node), "name: value")
            self.close()

    def _take(self, node: yaml.MappingNode) -> None:
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else _shown(key_node)
            if key in self.nodes:
                self._all_faults.append(
                    InputFault(
                        self.file,
                        f"stands twice; line {self.lines[key]} has it already",
                        key_node.start_mark.line + 1,
                        f"{self.path}{key}",
                        allowed="each name once",
                    )
                )
                continue
            self.nodes[key] = value
            self.lines[key] = key_node.start_mark.line + 1
            if isinstance(value, yaml.ScalarNode):
                self.texts[key] = "" if _is_empty(value) else value.value

    def only(self, columns: Iterable[AnyColumn], sections: Sequence[str] = ()) -> Section:
        """Refuse other names, lists where a text is due and texts where a section is."""
        scalars = tuple(column.name for column in columns)
        known = (*scalars, *sections)
        for key, node in self.nodes.items():
            if key not in known:
                self.fault(key, "is not known here", key, nearest(key, known))
            elif key in scalars and not isinstance(node, yaml.ScalarNode):
                self.fault(key, "is not one value", _shown(node), "one value, in quotes if it is long")
        return self

    def joining_lists(self, columns: Iterable[AnyColumn] | None = None) -> Section:
        """Take lists of plain values, under these names or under all, as cells write them: joined by +."""
        names = set(self.nodes) if columns is None else {column.name for column in columns}
        for name, node in self.nodes.items():
            if (
                name in names
                and isinstance(node, yaml.SequenceNode)
                and all(isinstance(one, yaml.ScalarNode) for one in node.value)
            ):
                text = "+".join(str(one.value) for one in node.value)
                self.texts[name] = text
                self.nodes[name] = yaml.ScalarNode(node.tag, text, node.start_mark, node.end_mark)
        return self

    def section(self, name: str) -> Section:
        """The mapping under a name; an empty one when it is not there."""
        found = Section(self.file, self.nodes.get(name), self._all_faults, f"{self.path}{name}")
        found.zone, found.folder = self.zone, self.folder
        if found.row is None:
            found.row = self.row
        return found

    def entries(self, name: str) -> list[yaml.Node]:
        """The items of the list under a name; none when it is not there."""
        node = self.nodes.get(name)
        if node is None or _is_empty(node):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.fault(name, "is not a list", _shown(node), "a list: one line each, beginning with -")
        return []

    def sections(self, name: str) -> list[Section]:
        """The mappings in the list under a name."""
        found = [
            Section(self.file, node, self._all_faults, f"{self.path}{name}[{number}]")
            for number, node in enumerate(self.entries(name), start=1)
        ]
        for section in found:
            section.zone, section.folder = self.zone, self.folder
        return found

    def texts_of(self, name: str) -> tuple[str, ...]:
        """The plain values in the list under a name."""
        nodes = self.entries(name)
        if not all(isinstance(node, yaml.ScalarNode) for node in nodes):
            self.fault(name, "is not a list of plain values", allowed="a list such as [a, b]")
            return ()
        return tuple(str(node.value) for node in nodes)

    def pass_on(self, faults: Iterable[InputFault]) -> None:
        """Note the faults of another file that this section names; nothing here is sound then."""
        self._all_faults.extend(faults)
        self.close()

    def is_list(self, name: str) -> bool:
        """Whether a list stands under the name."""
        return isinstance(self.nodes.get(name), yaml.SequenceNode)


def read_yaml(path: Path, faults: list[InputFault], zone: Zone = None) -> Section | None:
    """The file's top mapping; None when there is no reading it, with the reason in `faults`."""
    try:
        node = _compose(path)
    except Unreadable as error:
        faults.append(error.fault(path.name))
        return None
    before = len(faults)
    section = Section(path.name, node, faults)
    section.zone, section.folder = zone, path.parent
    if node is None or _is_empty(node):
        faults.append(InputFault(path.name, "is empty", 1))
    return section if len(faults) == before or section.nodes else None


def _compose(path: Path) -> yaml.Node | None:
    if not path.is_file():
        raise Unreadable("is missing")
    if path.stat().st_size > MAX_YAML_BYTES:
        raise Unreadable("is too large", allowed=f"up to {MAX_YAML_BYTES // 2**20} MiB")
    try:
        node = yaml.compose(decode(path), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        raise Unreadable(f"is not YAML: {error.problem or error.context}", line) from None
    except yaml.YAMLError as error:
        raise Unreadable(f"is not YAML: {error}") from None
    except RecursionError:
        raise Unreadable("is nested too deep to be a scenario") from None
    return node if isinstance(node, yaml.Node) else None


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value.strip() in ("", "~", "null")


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
