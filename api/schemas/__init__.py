"""The wire models: what is sent and answered, with units in names and examples; each knows its domain object."""
