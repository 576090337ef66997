"""Rows to frozen domain objects and back: one repository for each kind of thing.

Each `add` flushes, for rows go into the database in the order of the use case, so that what is pointed to is there.
"""
