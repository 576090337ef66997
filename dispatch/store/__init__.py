"""What the desk remembers: tables, the unit of work that alone commits, repositories, the event log, migrations."""
