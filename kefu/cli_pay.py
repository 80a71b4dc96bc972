"""`kefu pay`: the payment server, and links to try it with."""

from __future__ import annotations

import asyncio

import typer

from kefu.cli_support import console, explained, fail

pay = typer.Typer(help="Payments: the payment server and its links.", no_args_is_help=True)


@pay.command()
def serve() -> None:
    """Run the payment server: the sandbox's page, and the shop's end for payment notices."""
    from kefu.pay import serve_payments

    with explained() as settings:
        console.print(f"Payment page at {settings.payment_address}/pay/… (Ctrl-C ends)", highlight=False)
        serve_payments(settings)


@pay.command()
def link(
    customer: str = typer.Argument(..., help="The customer's id, such as C10001."),
    order: str = typer.Argument(..., help="An order of theirs that waits for its payment."),
    language: str = typer.Option("zh", help="The page's language: zh or en."),
) -> None:
    """Print the payment link of an order, as the assistant gives it to the customer.

    Whoever holds it sees the order's number and sum until it expires.
    """
    from kefu.pay import payment_of
    from kefu.payments import payment_link

    with explained() as settings:
        state = asyncio.run(payment_of(settings, customer, order))
        if state is None:
            fail(f"{customer} has no order {order}.")
        if state.payment_id is None or state.due <= 0:
            fail(f"Nothing is to be paid for order {state.order_id} now.")
        print(payment_link(state.payment_id, state.due, language, settings=settings))
