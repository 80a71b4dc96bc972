"""The command `kefu`: for designers, developers and operators of the assistant."""

from __future__ import annotations

import io
import sys
from datetime import timedelta
from pathlib import Path
from typing import List, Optional

import typer
from rich.table import Table

from kefu import __version__
from kefu.cli_cache import cache
from kefu.cli_catalogue import catalogue
from kefu.cli_db import db
from kefu.cli_flows import flows
from kefu.cli_insight import explain
from kefu.cli_lint import lint, show
from kefu.cli_pay import pay
from kefu.cli_report import report
from kefu.cli_shop import shop
from kefu.cli_support import console, customer_id, explained, fail
from kefu.cli_tune import tune
from kefu.environment import PROJECT_DIR
from kefu.settings import misspelt_variables

app = typer.Typer(
    name="kefu",
    help="Kefu (客服): the assistant that answers an online shop's customers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(db, name="db")
app.add_typer(pay, name="pay")
app.add_typer(cache, name="cache")
app.add_typer(shop, name="shop")

CUSTOMER = typer.Option(None, "--as", metavar="C10001", help="Chat as this customer, already logged in.")


@app.callback(invoke_without_command=True)
def start(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    """Kefu (客服): the assistant that answers an online shop's customers."""
    if version:
        console.print(f"kefu {__version__}", highlight=False)
        raise typer.Exit


@app.command()
def demo(customer: Optional[str] = CUSTOMER) -> None:
    """Train if needed, start everything, chat in the terminal."""
    from kefu import demo as running

    with explained() as settings:
        running.demo(console, settings, customer_id(customer))


@app.command()
def chat(
    customer: Optional[str] = CUSTOMER,
    url: Optional[str] = typer.Option(
        None, help="The server's address; default: KEFU_RASA_PORT on this machine."
    ),
) -> None:
    """Chat in the terminal with a running server."""
    from kefu.chat import Chat, client_for

    with explained() as settings:
        address = url or settings.rasa_url
        Chat(console, lambda who: client_for(settings, address, who), customer_id(customer)).run()


@app.command()
def serve(
    model: Optional[Path] = typer.Option(None, help="A model archive; default: the current one in models/."),
    api: bool = typer.Option(False, "--api", help="Also open Rasa's HTTP API, on this machine only."),
) -> None:
    """Run the servers in the foreground."""
    from kefu import demo as running

    with explained() as settings:
        running.serve(console, settings, model, api)


@app.command()
def shell() -> None:
    """Run Rasa's own shell, with the other servers behind it."""
    from kefu import demo as running

    with explained() as settings:
        raise typer.Exit(running.shell(console, settings))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def train(context: typer.Context) -> None:
    """Train the assistant; `rasa train` options may follow.

    For example --force trains everything anew, --num-threads 1 takes one core.
    """
    from kefu import demo as running

    with explained() as settings:
        model = running.train(console, settings, context.args)
        console.print(f"The model is {_relative(model)}", highlight=False)


@app.command()
def validate() -> None:
    """Check domain and data, list what to correct.

    First as `kefu lint` does, then as Rasa does.
    """
    from insight.lint.report import counts
    from insight.lint.run import lint as look
    from kefu.validation import validate as run

    with explained() as settings:
        found = look(PROJECT_DIR)
        show(found)
        errors, warnings = counts(found)
        with console.status("Rasa checks domain and data…"):
            findings = run(settings.log_dir / "validate.log")
        for kind, style, texts in (
            ("error", "red", findings.errors),
            ("warning", "yellow", findings.warnings),
        ):
            for text in texts:
                console.print(f"{kind}: {text}", style=style, markup=False, highlight=False, soft_wrap=True)
        if not findings.passed and not findings.errors:
            fail(f"Validation failed; see {settings.log_dir / 'validate.log'}")
        passed = findings.passed and not errors
        errors, warnings = errors + len(findings.errors), warnings + len(findings.warnings)
        console.print(f"Validation {'passed' if passed else 'failed'}; errors: {errors}, warnings: {warnings}")
        if not passed:
            raise typer.Exit(1)


@app.command()
def config() -> None:
    """Print every setting, with secrets masked."""
    with explained() as settings:
        table = Table("variable", "value", box=None)
        for name, value in settings.public_items():
            table.add_row(name, value)
        console.print(table)
        for name, meant in misspelt_variables():
            hint = f"; did you mean {meant}?" if meant else ""
            console.print(f"{name} is set, but no setting{hint}", style="yellow", highlight=False)


@app.command()
def token(
    customer: Optional[str] = typer.Argument(None, help="A customer id such as C10001; none: a visitor."),
    minutes: Optional[int] = typer.Option(
        None, min=1, help="How long it is valid; default: KEFU_SESSION_MINUTES."
    ),
) -> None:
    """Mint a session token, as the shop's backend does.

    Whoever holds a customer's token is that customer until it runs out.
    """
    from kefu.session import mint

    with explained() as settings:
        ttl = timedelta(minutes=minutes or settings.session_minutes)
        print(mint(customer_id(customer), settings.session_secret, ttl))


@app.command()
def model(
    name: str = typer.Argument(
        "intfloat/multilingual-e5-small", help="A folder, or a name on the model hub."
    ),
) -> None:
    """Find the base model, convert it on first use, print its place."""
    from components.bert.find import DEFAULT_MODEL, find_model
    from kefu.trained import base_model_name

    with explained() as settings:
        found = find_model(name or base_model_name() or DEFAULT_MODEL, allow_hub=settings.allow_hub)
        console.print(f"{found.name} from {found.source}: {found.path}", highlight=False, soft_wrap=True)


app.command()(explain)
app.command()(lint)
app.command()(report)
app.command()(catalogue)
app.command()(flows)
app.command()(tune)


def _relative(path: Path) -> Path:
    return path.relative_to(PROJECT_DIR) if path.is_relative_to(PROJECT_DIR) else path


def main(arguments: Optional[List[str]] = None) -> None:
    """Runs the command line; the entry point of the script `kefu`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 is no reason to fail
    app(args=arguments if arguments is not None else sys.argv[1:], prog_name="kefu")


if __name__ == "__main__":
    main()
