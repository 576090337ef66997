"""The colours of the page: told apart by colour-blind eyes too, and never the only sign of a state.

States and routes take their colours from Okabe and Ito (2008), "Color Universal Design".
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.clocks import ClockState

INK = "#1d2733"
GRID = "#e3e8ed"
FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'

STATE_COLOURS: Mapping[ClockState, str] = {
    ClockState.MET: "#0072b2",
    ClockState.AT_RISK: "#c98a00",
    ClockState.MISSED: "#b8321a",
}
STATE_NAMES: Mapping[ClockState, str] = {
    ClockState.MET: "in time",
    ClockState.AT_RISK: "at risk",
    ClockState.MISSED: "late",
}
STATE_SYMBOLS: Mapping[ClockState, str] = {
    ClockState.MET: "circle",
    ClockState.AT_RISK: "diamond",
    ClockState.MISSED: "square",
}

ROUTE_COLOURS = ("#56b4e9", "#009e73", "#cc79a7", "#e69f00", "#7a5fb5", "#6b7a89", "#d55e00", "#a0a33b")
ROUTE_DASHES = ("solid", "dash", "dot")
