"""What-if scenarios from saved files: read, run, compared and told in words."""
