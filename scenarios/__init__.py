"""Days saved in files: read, planned, written and compared without a database."""
