"""The chat in the terminal."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from typing import Callable, List, Optional, Sequence, Tuple

from rich.console import Console
from rich.text import Text

from kefu import session
from kefu.client import BotMessage, ChatClient, ChatFailed
from kefu.settings import Settings

PROMPT = "您 You › "
BOT = "客服 Kefu › "
_CHINESE = re.compile(r"[\u3400-\u9fff]")
HELP = """  数字 a number       选择选项 picks an option
  /as C10001         以该顾客身份登录 logs in as this customer (/as alone: logs out)
  /new               新的会话 starts a new conversation
  /quit, Ctrl-D      结束 ends the chat"""


def client_for(settings: Settings, base_url: str, customer_id: Optional[str]) -> ChatClient:
    """A chat client, with a token for the customer as the shop's backend would mint it. Raises ValueError."""
    if customer_id is None:
        return ChatClient(base_url)
    ttl = timedelta(minutes=settings.session_minutes)
    return ChatClient(base_url, session.mint(customer_id, settings.session_secret, ttl))


class Chat:
    """Reads lines, sends them, and shows the answers, until the customer leaves."""

    def __init__(
        self,
        console: Console,
        connect: Callable[[Optional[str]], ChatClient],
        customer_id: Optional[str] = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """``connect`` makes a client for a customer or a visitor; ``check`` raises when a server has ended."""
        self._console, self._connect, self._check = console, connect, check
        self._customer = customer_id
        self._client = connect(customer_id)
        self._options: Sequence[Tuple[str, str]] = ()

    def run(self) -> None:
        """Chats until /quit, Ctrl-C or the end of input. Errors of ``check`` pass through."""
        _prepare_line_editing()
        try:
            while (line := self._read()) is not None and line.lower() not in ("/quit", "/exit"):
                if line:
                    self._take(line)
        except KeyboardInterrupt:  # the usual way to leave a terminal program, not a failure
            self._console.print()

    def _read(self) -> Optional[str]:
        try:
            if not sys.stdin.isatty():
                # Typed input echoes itself; input from a file is shown, so that the transcript is whole.
                line = input()
                self._console.print(Text.assemble((PROMPT, "bold cyan"), line))
                return line.strip()
            # readline must know that colours take no room on the line: \001 and \002 say so.
            return input(f"\001\033[1;36m\002{PROMPT}\001\033[0m\002").strip()
        except EOFError:
            self._console.print()
            return None
        except UnicodeDecodeError:
            self._console.print("[yellow]无法读取这行文字 This line is not valid UTF-8.[/]")
            return ""

    def _take(self, line: str) -> None:
        command, _, argument = line.partition(" ")
        if command == "/help":
            self._console.print(HELP, markup=False, highlight=False)
        elif command == "/new":
            self._start(self._customer)
        elif command == "/as":
            self._start(argument.strip() or None)
        else:
            self._say(line)

    def _start(self, customer_id: Optional[str]) -> None:
        try:
            self._client = self._connect(customer_id)
        except ValueError as error:
            self._console.print(f"[yellow]{error}[/]")
            return
        self._customer, self._options = customer_id, ()
        who = f"顾客 customer {customer_id}" if customer_id else "访客 visitor"
        self._console.print(f"[dim]— 新的会话 new conversation: {who} —[/]", highlight=False)

    def _say(self, line: str) -> None:
        text = self._picked(line)
        try:
            with self._console.status("[dim]正在输入… typing…[/]", spinner="dots"):
                messages = self._client.send(text)
        except ChatFailed as error:
            self._check()  # the better explanation, if a server has ended
            self._console.print(Text(str(error), style="yellow"))
            return
        self._show(messages)

    def _picked(self, line: str) -> str:
        """The payload of the option with this number, or the line itself."""
        if line.isdecimal() and 1 <= int(line) <= len(self._options):
            title, payload = self._options[int(line) - 1]
            self._console.print(Text(f"→ {title}", style="cyan"))
            return payload
        return line

    def _show(self, messages: List[BotMessage]) -> None:
        self._options = [button for message in messages for button in message.buttons]
        number = 0
        for message in messages:
            if message.text:
                # Words are wrapped at spaces, which Chinese has none of: the terminal wraps that better.
                chinese = bool(_CHINESE.search(message.text))
                self._console.print(Text.assemble((BOT, "bold green"), message.text), soft_wrap=chinese)
            for attachment in message.attachments:
                self._console.print(Text.assemble((BOT, "bold green"), (attachment, "underline")))
            for title, _ in message.buttons:
                number += 1
                self._console.print(Text.assemble((f"  [{number}] ", "cyan"), title))


def _prepare_line_editing() -> None:
    """With `readline` imported, `input` has a history and edits wide characters rightly."""
    try:
        import readline  # noqa: F401
    except ImportError:
        pass  # a Python without it still reads lines
