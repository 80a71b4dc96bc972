"""`kefu catalogue`: the shop's products as lookup tables."""

from __future__ import annotations

import typer

from kefu.cli_support import console, explained, fail


def catalogue(
    check: bool = typer.Option(False, "--check", help="Write nothing; exit code 1 if the file is out of date."),
) -> None:
    """Write the shop's names to data/nlu/catalogue.yml.

    The assistant then finds products, brands and categories that no example taught it. Run it again when
    products change, and train.
    """
    from kefu import catalogue as tables

    with explained() as settings:
        text, file = tables.shop_catalogue(settings), tables.CATALOGUE_FILE
        shown = file.relative_to(tables.PROJECT_DIR) if file.is_relative_to(tables.PROJECT_DIR) else file
        current = file.read_text(encoding="utf-8") if file.is_file() else None
        if text == current:
            console.print(f"{shown} is up to date.", highlight=False)
        elif check:
            what = "is out of date" if current else "is not there"
            fail(f"{shown} {what}. Run `kefu catalogue`, then `kefu train`.")
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            console.print(f"Wrote {shown}; `kefu train` teaches it.", highlight=False)
