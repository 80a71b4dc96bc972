"""What `kefu demo` and `kefu serve` do: a model, both servers, and on top of them a chat or a wait."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import List, Optional

from rich.console import Console
from rich.table import Table

from kefu import chat, database, servers, training
from kefu.environment import PROJECT_DIR
from kefu.processes import Children, ending_signals_as_exit
from kefu.progress import TrainingView
from kefu.settings import Settings
from kefu.trained import check_archive, current_model, latest_model


def train(console: Console, settings: Settings, arguments: Optional[List[str]] = None) -> Path:
    """Trains a model with visible progress. Raises `training.TrainingFailed`."""
    log = settings.log_dir / "train.log"
    title = f"[bold]Training the assistant[/] (Rasa's own output goes to {log})"
    with ending_signals_as_exit(), TrainingView(console, title) as view:
        return training.train(
            view, log, arguments=arguments or [], environment=servers.child_environment(settings)
        )


def demo(console: Console, settings: Settings, customer_id: Optional[str]) -> None:
    """Trains if needed, starts the servers, chats, and ends everything it started.

    Raises `TrainingFailed`, `ProcessFailed`, `ModelBroken`, `shop.errors.ShopError` or ValueError.
    """
    database.prepare(settings)
    model = current_model() or train(console, settings)
    check_archive(model)
    chosen = servers.with_free_ports(settings)
    plan = servers.plan_servers(chosen, model)
    with ending_signals_as_exit(), Children() as children:
        _start(console, plan, children)
        show_accounts(console, chosen)
        console.print(
            "[dim]/help 帮助, /quit 或 Ctrl-D 退出 · /help shows the commands, /quit or Ctrl-D ends[/]\n"
        )
        chat.Chat(
            console,
            lambda customer: chat.client_for(chosen, plan.rasa_url, customer),
            customer_id,
            children.check,
        ).run()


def serve(console: Console, settings: Settings, model: Optional[Path], api: bool) -> None:
    """Runs the servers until one ends or a signal comes. Raises `ProcessFailed`, `CannotServe`, `ModelBroken`."""
    chosen = model or current_model() or latest_model() or Path("models")
    check_archive(chosen)
    servers.require_free_ports(settings)
    plan = servers.plan_servers(settings, chosen, api=api)
    with ending_signals_as_exit(), Children() as children:
        _start(console, plan, children)
        where = f"{plan.rasa_url}/webhooks/kefu/"
        console.print(f"Serving [bold]{chosen.name}[/] at {where} (Ctrl-C ends)", highlight=False, soft_wrap=True)
        with suppress(KeyboardInterrupt):
            while True:
                children.check()
                time.sleep(0.5)


def shell(console: Console, settings: Settings) -> int:
    """Runs `rasa shell` in this terminal with the other servers behind it; returns its exit code."""
    model = current_model() or train(console, settings)
    chosen = servers.with_free_ports(settings)
    plan = servers.plan_servers(chosen, model)
    endpoints = str(servers.write_endpoints(chosen))
    command = [sys.executable, "-m", "rasa", "shell", "--model", str(model), "--endpoints", endpoints]
    with ending_signals_as_exit(), Children() as children:
        children.start(plan.actions)
        if plan.payments is not None:
            children.start(plan.payments)
        # `rasa shell` handles Ctrl-C itself and belongs to this terminal, so it is no child of the group.
        return subprocess.call([*command, "--port", str(chosen.rasa_port)], cwd=PROJECT_DIR)


def show_accounts(console: Console, settings: Settings, limit: int = 3) -> None:
    """Prints demo customers with what they need to verify themselves; nothing if the shop is no demo."""
    accounts = database.demo_accounts(settings, limit)
    if not accounts:
        return
    table = Table(title="演示账号 Demo accounts: 报订单号和手机尾号即可验证身份", title_justify="left")
    table.add_column("顾客 customer", no_wrap=True)
    table.add_column("手机尾号 phone tail", no_wrap=True)
    table.add_column("订单号 order numbers")
    for account in accounts:
        orders = [
            f"{ids[0]} {status.label_zh} {status.label_en}" for status, ids in account.order_ids.items()
        ]
        table.add_row(f"{account.customer_id} {account.name}", account.phone_tail, "\n".join(orders[:4]))
    console.print(table)


def _start(console: Console, plan: servers.Servers, children: Children) -> None:
    started = time.monotonic()
    if not console.is_terminal:
        console.print("Starting the servers…")
    with console.status("Starting the servers…"):
        children.start(plan.actions)
        children.start(plan.rasa)
        if plan.payments is not None:
            children.start(plan.payments)
        plan.wait_payments_ready(children.check)
        plan.wait_ready(children.check)
    console.print(
        f"[green]Started[/] in {time.monotonic() - started:.0f} s; logs are in {plan.rasa.log.parent}",
        highlight=False,
        soft_wrap=True,
    )
