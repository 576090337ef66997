"""Ids the desk gives: short enough to say on the phone, too many to guess or to meet twice."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that reads like a digit."""


def new_id(letter: str) -> str:
    """`letter`, a hyphen and ten random characters (50 bits): ``T-7K3QX9M2VA``."""
    return f"{letter}-{''.join(secrets.choice(ALPHABET) for _ in range(10))}"
