"""Brings the outbox to its receivers: webhooks signed as Standard Webhooks says, and e-mail.

A message goes out at least once, always under the same id; a receiver that has seen the id knows it. No transaction
is open while a receiver thinks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from base64 import b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import httpx

from api.dependencies import Service
from api.settings import Settings
from dispatch.delivery import Channel, Delivery, Hook, message

AT_ONCE = 16
PREFIX = "whsec_"
SENT = range(200, 300)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way."""

    delivery: Delivery
    hook: Hook
    content: Mapping[str, Any]
    now: datetime


def send_due(desk: Service) -> int:
    """Try every message whose turn it is, once; how many were tried."""
    now = desk.clock().replace(microsecond=0)
    with desk.store.write() as work:
        hooks = {hook.id: hook for hook in work.outbox.hooks()}
        letters = [
            Letter(one, hooks[one.hook_id], message(work.events.get(one.event_id)), now)
            for one in work.outbox.take_due(now, AT_ONCE)
        ]
    if not letters:
        return 0
    with ThreadPoolExecutor(len(letters)) as pool:
        errors = list(pool.map(lambda letter: _attempt(desk, letter), letters))
    with desk.store.write() as work:
        for letter, error in zip(letters, errors, strict=True):
            work.outbox.save(letter.delivery.settled(error, desk.clock().replace(microsecond=0)))
    return len(letters)


def secret_of(key: bytes, hook: Hook) -> str:
    """What a hook's messages are signed with; it follows from the service's key, and is stored nowhere."""
    return PREFIX + b64encode(_secret(key, hook)).decode()


def signature(secret: bytes, delivery_id: str, timestamp: str, body: bytes) -> str:
    """The signature of a message (Standard Webhooks, version 1)."""
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def _secret(key: bytes, hook: Hook) -> bytes:
    return hmac.new(key, b"hook/" + hook.id.encode(), hashlib.sha256).digest()


def _attempt(desk: Service, letter: Letter) -> str | None:
    """Bring one letter; why it did not arrive."""
    try:
        CHANNELS[letter.hook.channel](desk, letter)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, smtplib.SMTPException, _Refused) as error:
        return str(error) or type(error).__name__
    return None


class _Refused(Exception):
    """The receiver, or the desk's own settings, would not have it."""


def _post(desk: Service, letter: Letter) -> None:
    body = json.dumps(letter.content, separators=(",", ":")).encode()
    timestamp = str(int(letter.now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "webhook-id": letter.delivery.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(_secret(desk.key, letter.hook), letter.delivery.id, timestamp, body),
    }
    # Redirects are not followed: they would carry the news to where no admin has sent it.
    answer = httpx.post(letter.hook.target, content=body, headers=headers, timeout=desk.settings.hook_patience)
    if answer.status_code not in SENT:
        raise _Refused(f"the receiver answered {answer.status_code}")


def _mail(desk: Service, letter: Letter) -> None:
    settings = desk.settings
    if settings.smtp_host is None:
        raise _Refused("no mail server is set: CREWDISPATCH_SMTP_HOST")
    mail = _written(settings, letter)
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=settings.hook_patience) as server:
        if settings.smtp_tls:
            server.starttls()
        if settings.smtp_user is not None and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(mail)


def _written(settings: Settings, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.smtp_from, letter.hook.target
    mail["Subject"] = f"{letter.delivery.line}: {letter.content['type']}"
    mail["Message-ID"] = f"<{letter.delivery.id}@crewdispatch>"
    mail.set_content(json.dumps(letter.content, indent=2, ensure_ascii=False))
    return mail


CHANNELS: dict[Channel, Callable[[Service, Letter], None]] = {Channel.WEBHOOK: _post, Channel.EMAIL: _mail}
