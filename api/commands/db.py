"""``crewdispatch db``: the database is upgraded, saved and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Upgrade, back up and restore the database.")


@app.command()
def upgrade() -> None:
    """Bring the database to the layout this program knows; `serve` does so by itself."""
    from api.settings import read_settings
    from dispatch.store.engine import connect
    from dispatch.store.migrate import upgrade as migrate

    migrate(connect(read_settings().database_url))
    print("the database is up to date")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write; there must be none yet.")]) -> None:
    """Save the whole database, also while it is in use."""
    from api.settings import read_settings
    from dispatch.store import copies

    copies.save(read_settings().database_url, file)
    print(f"wrote {file}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `db backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what is in the database now.")] = False,
) -> None:
    """Bring back a saved database. Stop the service before."""
    from api.settings import read_settings
    from dispatch.store import copies

    url = read_settings().database_url
    if not replace and not copies.is_empty(url):
        raise typer.BadParameter("the database is not empty; --replace gives up what is in it")
    copies.bring_back(url, file)
    print(f"restored {file}")
