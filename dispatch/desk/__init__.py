"""What people do at the desk: one module for each kind of work, as plain functions over a unit of work.

Each takes the unit of work first, and who acts and when as `by` and `now`; each writes its events. None commits.
"""
