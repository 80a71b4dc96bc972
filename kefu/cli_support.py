"""What all commands share: the consoles, and errors that say what to do instead of a traceback."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Iterator, NoReturn, Optional

import typer
from rich.console import Console

from kefu.settings import Settings, SettingsError, get_settings

console = Console()
errors = Console(stderr=True)


@contextmanager
def explained() -> Iterator[Settings]:
    """Gives the settings, and turns every error that says what to do into that text and exit code 1."""
    from kefu.client import ChatFailed
    from kefu.database import DatabaseRefused
    from kefu.processes import ProcessFailed
    from kefu.servers import CannotServe
    from kefu.trained import ModelBroken
    from kefu.training import TrainingFailed

    known = (ChatFailed, DatabaseRefused, ProcessFailed, CannotServe, ModelBroken, TrainingFailed, SettingsError)
    try:
        yield get_settings()
    except KeyboardInterrupt:
        errors.print()
        raise typer.Exit(130) from None
    except known as error:
        fail(str(error))
    except Exception as error:
        # The shop's and the models' own errors; imported only now, since that takes a while.
        from components.bert.errors import BertError
        from shop.errors import ShopError

        if not isinstance(error, (ShopError, BertError)):
            raise
        fail(str(error))


def fail(message: str) -> NoReturn:
    """Ends the command with a message and exit code 1."""
    errors.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def customer_id(given: Optional[str]) -> Optional[str]:
    """The customer id as it was given; ends the command for what cannot be one."""
    if given is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given):
        fail(f"Expected a customer id such as C10001, got {given!r}.")
    return given
