"""All tables, in one metadata: importing this package declares every one of them."""

from dispatch.store.tables import (
    crews,
    events,
    idempotency,
    photos,
    plans,
    policies,
    runs,
    saved_days,
    service,
    signals,
    tickets,
    users,
    watches,
    what_ifs,
)
from dispatch.store.tables.row import Row

__all__ = [
    "Row",
    "crews",
    "events",
    "idempotency",
    "photos",
    "plans",
    "policies",
    "runs",
    "saved_days",
    "service",
    "signals",
    "tickets",
    "users",
    "watches",
    "what_ifs",
]
