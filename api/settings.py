"""What the service is told by its environment: variables that begin with ``CREWDISPATCH_``."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dispatch.errors import InputErrors, InputFault
from dispatch.store.engine import file_of

PREFIX = "CREWDISPATCH_"

OPEN_SCHEDULER = (
    "over tcp:// whoever reaches the scheduler runs what they like on its workers. Use tls:// with certificates "
    "(DASK_DISTRIBUTED__COMM__TLS__…), or say CREWDISPATCH_DASK_TRUSTS_NETWORK=true"
)


class Settings(BaseSettings):
    """All settings of the service; the defaults are those of one machine with an embedded database."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    database_url: str = "sqlite:///crewdispatch.db"
    """SQLite, or ``postgresql://user@host/name``."""
    secret_key: SecretStr | None = None
    """Signs access tokens. Without it one is made beside the embedded database; PostgreSQL needs it said."""
    access_token_life: timedelta = timedelta(minutes=15)
    refresh_token_life: timedelta = timedelta(days=14)
    session_life: timedelta = timedelta(hours=16)
    """How long a browser stays signed in: a long storm shift."""
    sign_in_window: timedelta = timedelta(minutes=15)
    """Failed sign-ins are counted over this time."""
    failures_by_login: int = Field(default=10, ge=1)
    failures_by_client: int = Field(default=50, ge=1)
    argon2_memory_kib: int = Field(default=65536, ge=64)
    argon2_passes: int = Field(default=3, ge=1)
    map_tiles: str | None = None
    """Where background tiles are, as ``https://tiles.example/{z}/{x}/{y}.png``; without it browsers ask nobody else."""
    map_background: Path | None = None
    """A GeoJSON file to draw under the map."""
    answers_kept: timedelta = timedelta(days=2)
    """How long the answer to an idempotency key is given again."""
    body_bytes: int = Field(default=4 * 2**20, ge=1)
    """The most that a request without files may bring."""
    upload_bytes: int = Field(default=16 * 2**20, ge=1)
    """The most that a request with files may bring."""
    dask_scheduler: str | None = None
    """Where workers are found, as ``tls://host:8786``; without it `serve` has workers of its own."""
    dask_trusts_network: bool = False
    """Take a ``tcp://`` scheduler of another machine: whoever reaches it may run what they like on the workers."""
    workers: int = Field(default=1, ge=0)
    """How many workers `serve` starts without a scheduler."""
    run_lease: timedelta = Field(default=timedelta(seconds=12), ge=timedelta(seconds=1))
    """A worker that has not been heard of for so long has lost its run."""

    what_if_folder: Path = Path("crewdispatch-what-ifs")
    """Where what-ifs that planners send in are run; those under way go on from what is finished there."""
    what_if_workers: int = Field(default=1, ge=1)
    """How many processes a what-if runs on at one time."""

    status_asks: int = Field(default=60, ge=1)
    """How often one address may ask for a customer's status within `status_window`."""
    status_window: timedelta = timedelta(minutes=1)
    hook_patience: float = Field(default=10.0, gt=0)
    """Seconds that a receiver of news may take to answer."""
    smtp_host: str | None = None
    """The mail server for news by e-mail."""
    smtp_port: int = 587
    smtp_tls: bool = True
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "crewdispatch@localhost"
    geocoder: Literal["nominatim"] | None = None
    """Finds the places of addresses; without it reports bring their place."""
    geocoder_url: HttpUrl | None = None
    """Of your own server, or one you may use: it is told where your customers live."""
    geocoder_user_agent: str = "crewdispatch"
    geocoder_patience: float = Field(default=5.0, gt=0)
    """Seconds that an answer may take."""

    travel: Literal["estimate", "osrm", "valhalla"] = "estimate"
    """Where travel times come from."""
    travel_url: HttpUrl | None = None
    """Of the OSRM or Valhalla server."""
    travel_patience: float = Field(default=10.0, gt=0)
    """Seconds that asking for one plan's drives may take; the rest is estimated, and asked for the next time."""

    @model_validator(mode="after")
    def _servers_have_addresses(self) -> Settings:
        if self.geocoder is not None and self.geocoder_url is None:
            raise ValueError("CREWDISPATCH_GEOCODER needs CREWDISPATCH_GEOCODER_URL")
        if self.travel != "estimate" and self.travel_url is None:
            raise ValueError(f"CREWDISPATCH_TRAVEL={self.travel} needs CREWDISPATCH_TRAVEL_URL")
        return self

    @model_validator(mode="after")
    def _schedulers_know_who_asks(self) -> Settings:
        if self.dask_scheduler is not None and not self.may_join(self.dask_scheduler):
            raise ValueError(f"CREWDISPATCH_DASK_SCHEDULER={self.dask_scheduler}: {OPEN_SCHEDULER}")
        return self

    def may_join(self, scheduler: str) -> bool:
        """Whether strangers cannot reach a scheduler: by certificates, as it is on this machine, or by one's word."""
        address = urlsplit(scheduler)
        here = address.hostname in ("127.0.0.1", "::1", "localhost")
        return self.dask_trusts_network or address.scheme == "tls" or here

    @property
    def database_file(self) -> Path | None:
        """The file of the embedded database; None for PostgreSQL."""
        return file_of(self.database_url)

    def key(self) -> bytes:
        """The secret key: as said, else from the file beside the embedded database, which is made if need be.

        Raises
        ------
        OSError
            When the file can be neither read nor made, or no key is said for a database that is shared.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        if self.database_file is None:
            raise OSError("CREWDISPATCH_SECRET_KEY is not set; all processes on one database need the same key")
        return _key_in(self.database_file.with_suffix(".key"))


def read_settings() -> Settings:
    """The settings of the environment.

    Raises
    ------
    InputErrors
        With every variable that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise InputErrors(faults_of("environment", error)) from error


def faults_of(source: str, error: ValidationError) -> list[InputFault]:
    """What is wrong with each field, without the values: they may be secrets."""
    return [InputFault(source, found["msg"], field=".".join(map(str, found["loc"]))) for found in error.errors()]


def _key_in(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_hex(32).encode()
        file.write(key)
    return key
