"""From a planning problem to a plan: pure, no files, no web."""
