"""``crewdispatch user``: accounts made at the server itself, the first admin above all."""

from __future__ import annotations

from typing import Annotated

import typer

from dispatch.user import Role

app = typer.Typer(no_args_is_help=True, help="Accounts.")
ACTOR = "command line"


@app.callback()
def user() -> None:
    """Accounts."""


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="What the user signs in with.")],
    role: Annotated[Role, typer.Option(help="The user's work.")] = Role.ADMIN,
    name: Annotated[str, typer.Option(help="The user's name.")] = "",
    crew: Annotated[str | None, typer.Option(help="The crew of a crew user.")] = None,
    password: Annotated[
        str,
        typer.Option(
            envvar="CREWDISPATCH_PASSWORD",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            help="Asked for; or from the environment, where it is not seen in the list of processes.",
        ),
    ] = "",
) -> None:
    """Open an account."""
    from pydantic import ValidationError

    from api.app import create_app
    from api.first_start import make_ready
    from api.schemas.accounts import NewUser
    from api.settings import faults_of, read_settings
    from dispatch.desk import accounts
    from dispatch.errors import InputErrors
    from dispatch.identity import new_id

    try:
        body = NewUser.model_validate(
            {"login": login, "role": role, "name": name, "crew_id": crew, "password": password}
        )
    except ValidationError as error:
        raise InputErrors(faults_of("user add", error)) from error
    desk = create_app(read_settings()).state.service
    make_ready(desk)
    with desk.store.write() as work:
        now = desk.clock().replace(microsecond=0)
        accounts.open_account(work, body.user(new_id("U")), desk.passwords.hash(password), by=ACTOR, now=now)
    print(f"added {role} {login}")
