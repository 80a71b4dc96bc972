"""`kefu shop`: the shop that answers the actions, whoever that is."""

from __future__ import annotations

import asyncio

import typer
from rich.table import Table

from kefu.cli_support import console, explained

shop = typer.Typer(help="The shop behind the answers: our tables, yours, or a service.", no_args_is_help=True)


@shop.command()
def check() -> None:
    """Open the shop of the settings, ask it a little, and list what it can and cannot do."""
    from kefu.shop_check import examine

    with explained() as settings:
        found = asyncio.run(examine(settings))
        table = Table("what", "", "", title=f"{settings.shop_adapter}: {found.where}", box=None)
        for row in found.rows:
            style = {"no": "yellow", "failed": "red"}.get(row.state, "")
            table.add_row(row.what, row.state, row.note, style=style)
        console.print(table)
        for warning in found.warnings:
            console.print(warning, style="yellow", markup=False, highlight=False, soft_wrap=True)
        if any(row.state == "failed" for row in found.rows):
            raise typer.Exit(1)


@shop.command()
def serve(
    port: int = typer.Option(8700, min=1, max=65535, help="Where to listen on this machine."),
) -> None:
    """Serve the shop of the settings as the HTTP order service of openapi.yml, on this machine only.

    The token is KEFU_SHOP_API_TOKEN. It is for trying things out, not for production.
    """
    from kefu.shop_check import serve_reference

    with explained() as settings:
        console.print(f"Serving the order API at http://127.0.0.1:{port} (Ctrl-C ends)", highlight=False)
        asyncio.run(serve_reference(settings, port))
