"""What a planner may change of a day: each change a small named dataclass, and one table of them all."""
