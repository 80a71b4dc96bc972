"""`kefu flows`: the flows as diagrams in the docs."""

from __future__ import annotations

import typer

from kefu.cli_support import console, fail


def flows(
    check: bool = typer.Option(False, "--check", help="Write nothing; exit code 1 if a page is out of date."),
) -> None:
    """Draw the flows: what happens with each intent.

    Writes docs/flows.md and docs/flows.zh.md.
    """
    from kefu.environment import PROJECT_DIR
    from kefu.flows import PAGES, outdated, page

    old = outdated()
    names = ", ".join(str(path.relative_to(PROJECT_DIR)) for path in old)
    if not old:
        console.print("The pages are up to date.", highlight=False)
    elif check:
        fail(f"{names}: out of date. Run `kefu flows`.")
    else:
        for language, path in PAGES.items():
            path.write_text(page(language), encoding="utf-8")
        console.print(f"Wrote {names}.", highlight=False)
