"""Hooks: other systems and people that are told what happens, and what could not be brought to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from api.auth import Admin, Auditor
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.routing import desk_router
from api.schemas.service import DeliveryView, HookBody, HookSecret, HookView
from api.schemas.wire import Id, Listing
from api.sending import secret_of
from dispatch.delivery import DeliveryState
from dispatch.desk import outbox

router = desk_router("", "hooks")
HookId = Annotated[Id, Path(examples=["H-7K3QX9M2VA"])]


@router.post("/hooks", status_code=201)
def add_hook(body: HookBody, admin: Admin, work: Work, now: Now) -> HookView:
    """Tell somebody of every event from now on whose kind begins with one of these."""
    return HookView.of(outbox.add_hook(work, body.channel, body.target, tuple(body.kinds), by=admin.id, now=now))


@router.get("/hooks")
def list_hooks(_: Auditor, work: Work) -> list[HookView]:
    """List all hooks."""
    return [HookView.of(hook) for hook in work.outbox.hooks()]


@router.get("/hooks/{hook_id}/secret")
def show_secret(hook_id: HookId, _: Admin, work: Work, desk: ServiceOf) -> HookSecret:
    """Show what a webhook's messages are signed with."""
    return HookSecret(secret=secret_of(desk.key, work.outbox.hook(hook_id)))


@router.delete("/hooks/{hook_id}")
def end_hook(hook_id: HookId, admin: Admin, work: Work, now: Now) -> HookView:
    """Tell somebody nothing any more."""
    return HookView.of(outbox.end_hook(work, hook_id, by=admin.id, now=now))


@router.get("/deliveries")
def list_deliveries(
    _: Auditor,
    work: Work,
    page: WantedPage,
    state: Annotated[list[DeliveryState], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Listing[DeliveryView]:
    """List messages, the latest first; `state=dead` shows those that were given up."""
    found = work.outbox.page(state, page.after, page.limit)
    return Listing(items=[DeliveryView.of(one) for one in found.items], next=page.next_of(found))


@router.post("/deliveries/{delivery_id}/resend")
def resend(
    delivery_id: Annotated[str, Path(max_length=100, pattern=r"^[\w.-]+$")], admin: Admin, work: Work, now: Now
) -> DeliveryView:
    """Try a dead letter again, under the same id."""
    return DeliveryView.of(outbox.send_again(work, delivery_id, by=admin.id, now=now))
