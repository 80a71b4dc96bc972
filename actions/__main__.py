"""Serves the actions, by default on 127.0.0.1:5055: ``python -m actions``.

Like ``rasa run actions``, but it listens where the settings say (the action server has no authentication and
must not be reachable from elsewhere), and closes the shop when it ends.
"""

from __future__ import annotations

import asyncio
import logging
import sys

from rasa_sdk import utils
from rasa_sdk.endpoint import create_app
from sanic import Sanic

from actions.runtime import get_runtime
from kefu.settings import SettingsError
from kefu.warming import warm_search


def main() -> int:
    """Run until interrupted; returns the exit code."""
    utils.configure_colored_logging(logging.INFO)
    utils.update_sanic_log_level()
    try:
        settings = get_runtime().settings
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    app = create_app("actions", cors_origins="")

    @app.before_server_stop
    async def close_shop(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await get_runtime().close()

    @app.after_server_start
    async def warm(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_in_executor(None, warm_search)

    logging.getLogger(__name__).info("Actions at http://%s:%d", settings.action_host, settings.action_port)
    app.run(settings.action_host, settings.action_port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
