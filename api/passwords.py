"""Passwords: hashed with Argon2id, and never compared in a way that tells which logins exist."""

from __future__ import annotations

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.settings import Settings


class Passwords:
    """Hashes and checks passwords at the cost the settings say."""

    def __init__(self, settings: Settings) -> None:
        hasher = Argon2Hasher(time_cost=settings.argon2_passes, memory_cost=settings.argon2_memory_kib)
        self._hash = PasswordHash((hasher,))
        self._nobody = self._hash.hash("nobody's")

    def hash(self, password: str) -> str:
        """The hash to keep."""
        return self._hash.hash(password)

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the password; without a hash the answer is no, and takes as long."""
        return self._hash.verify(password, kept or self._nobody) and kept is not None
