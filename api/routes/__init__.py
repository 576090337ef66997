"""The endpoints: one module a resource, each thin: wire to domain, one use case, domain to wire."""
