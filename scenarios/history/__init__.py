"""A utility's ticket history: read by a mapping of its columns, fitted, and drawn from."""
