"""A day as it unrolls: tickets come in, crews drive and work as long as it truly takes, a dispatch policy plans."""
