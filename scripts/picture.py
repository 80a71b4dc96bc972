"""Draws a conversation with a running server as an SVG: customers' lines from standard input, answers as they come.

    kefu serve &
    printf '我的订单到哪了？\\n...' | .venv/bin/python scripts/picture.py docs/images/conversation.svg
"""

from __future__ import annotations

import argparse
import contextlib
from typing import Any

from rich.console import Console

from kefu.chat import Chat, client_for
from kefu.settings import get_settings


class Still(Console):
    """A console that draws no spinner and folds every line, since a picture neither moves nor scrolls."""

    def status(self, *_: Any, **__: Any) -> Any:
        """Shows nothing while an answer is on its way."""
        return contextlib.nullcontext()

    def print(self, *objects: Any, soft_wrap: bool = False, **options: Any) -> None:
        """Folds at the picture's width."""
        super().print(*objects, soft_wrap=False, **options)


def main() -> None:
    """Chats, then writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="the SVG file")
    parser.add_argument("--as", dest="customer", help="a customer who is logged in, such as C10001")
    options = parser.parse_args()
    settings = get_settings()
    url = f"http://{settings.rasa_host}:{settings.rasa_port}"
    console = Still(record=True, width=96, force_terminal=True, color_system="truecolor")
    Chat(console, lambda customer: client_for(settings, url, customer), options.customer).run()
    console.save_svg(options.target, title="make demo")


if __name__ == "__main__":
    main()
