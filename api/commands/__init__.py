"""The commands of the service; each imports what is heavy when it runs."""
