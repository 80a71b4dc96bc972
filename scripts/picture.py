"""Draws a conversation with a running server as an SVG: customers' lines from standard input, answers as they come.

    kefu serve &
    printf '我的订单到哪了？\\n...' | .venv/bin/python scripts/picture.py docs/images/conversation.svg
"""

from __future__ import annotations

import argparse

from rich.console import Console

from kefu.chat import Chat, client_for
from kefu.settings import get_settings


def main() -> None:
    """Chats, then writes the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="the SVG file")
    parser.add_argument("--as", dest="customer", help="a customer who is logged in, such as C10001")
    options = parser.parse_args()
    settings = get_settings()
    url = f"http://{settings.rasa_host}:{settings.rasa_port}"
    console = Console(record=True, width=96, force_terminal=True, color_system="truecolor")
    Chat(console, lambda customer: client_for(settings, url, customer), options.customer).run()
    console.save_svg(options.target, title="make demo")


if __name__ == "__main__":
    main()
