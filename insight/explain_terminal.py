"""Shows an explanation on the terminal."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from insight.attribution import Attribution
from insight.explain import NEUTRAL, Explanation, values_found
from insight.explain_rows import MOST_ROWS, balance, rows, signed, strongest

_BAR = 20
_FEW_ROWS = 3
# From weak to strong; legible on dark and light terminals.
_FOR = ("black on #bbf7d0", "black on #4ade80", "white on #15803d")
_AGAINST = ("black on #fecaca", "black on #f87171", "white on #b91c1c")
_FAINT = 0.12  # of the largest contribution: below it a piece is not coloured


def show(console: Console, explanation: Explanation) -> None:
    """Prints everything of one explanation."""
    console.rule(style="dim")
    console.print(Text(explanation.text, style="bold"), soft_wrap=True)
    if explanation.unread:
        _say(console, f"The model reads only the beginning; not read: {explanation.unread}", "yellow")
    _say(console, f"language: {explanation.language or 'cannot be told; the conversation keeps its own'}")
    _show_intent(console, explanation)
    _show_mood(console, explanation)
    _show_entities(console, explanation)
    _show_neighbours(console, explanation)


def _show_intent(console: Console, explanation: Explanation) -> None:
    _head(console, "Intent", explanation.parse["intent"]["name"])
    if explanation.novel:
        _say(console, f"The text is {explanation.novel}.", "yellow")
    if explanation.asked_back:
        _say(console, f"The assistant asks back: {explanation.asked_back}.", "yellow")
    chosen = explanation.intent.target.label
    console.print(_bars(explanation.shown_intents, chosen))
    _show_attribution(console, explanation.intent, f"Why {chosen}")


def _show_mood(console: Console, explanation: Explanation) -> None:
    if explanation.mood is None or explanation.emotion is None:
        return
    sentiment = explanation.parse["sentiment"]
    _head(console, "Mood", f"{sentiment['label']}, {sentiment['emotion']}; score {signed(sentiment['score'])}")
    console.print(_bars(list(explanation.moods), sentiment["label"]))
    # Most messages are neutral: what holds them there is seldom asked for.
    most = _FEW_ROWS if explanation.mood.target.label == NEUTRAL else MOST_ROWS
    _show_attribution(console, explanation.mood, f"Why {explanation.mood.target.label}", most)
    _show_attribution(console, explanation.emotion, f"Why {explanation.emotion.target.label} (emotion)", _FEW_ROWS)


def _show_attribution(console: Console, attribution: Attribution, title: str, most: int = MOST_ROWS) -> None:
    console.print(Text.assemble((f"{title}: ", "bold"), coloured(attribution)), soft_wrap=True)
    table = Table.grid(padding=(0, 1))
    shown, others, rest = strongest(attribution, most)
    for row in shown:
        style = "dim" if row.doubtful else "green" if row.contribution > 0 else "red"
        error = f"±{row.error:.2f}" if attribution.permutations else ""
        context = f"  {row.context}" if row.context else ""
        bar = "█" * max(1, round(_BAR * abs(row.strength)))
        table.add_row(
            " ", Text(signed(row.contribution), style), Text(error, "dim"), Text(bar, style),
            Text.assemble(row.text, (context, "dim")),
        )  # fmt: skip
    if others:
        word = "piece" if others == 1 else "pieces"
        table.add_row(" ", Text(signed(rest), "dim"), "", "", Text(f"{others} weaker {word} together", "dim"))
    table.columns[1].justify = "right"
    console.print(table)
    _say(console, balance(attribution))


def _show_entities(console: Console, explanation: Explanation) -> None:
    found = values_found(explanation)
    _head(console, "Entities", "" if found else "none")
    _lines(
        console,
        [
            (
                Text(str(entity["entity"]), "cyan"),
                Text(str(entity.get("extractor", "")), "dim"),
                Text(f"{entity['start']}–{entity['end']}", "dim"),
                Text(f"{float(entity.get('confidence', 1.0)):.0%}", "dim"),
                Text(_value(entity, explanation.text)),
            )
            for entity in found
        ],
    )
    for finding in explanation.patterns:
        form = "a form of its own" if finding.sure else "a form that gives way to longer guesses"
        fate = "kept" if finding.kept else "not taken: another extractor found at least as much"
        place = f"{finding.start}–{finding.end}"
        _say(console, f"pattern: {finding.entity} {finding.value} at {place}, {form}; {fate}")
    if not explanation.patterns:
        _say(console, "pattern: nothing")


def _show_neighbours(console: Console, explanation: Explanation) -> None:
    if not explanation.neighbours:
        return
    _head(console, "Nearest training sentences", "")
    intent = explanation.intent.target.label
    _lines(
        console,
        [
            (
                Text(f"{near.similarity:.2f}"),
                Text(near.example.intent, "green" if near.example.intent == intent else "yellow"),
                Text(near.example.place, "dim"),
                Text(near.example.text),
            )
            for near in explanation.neighbours
        ],
    )
    if explanation.is_trained_on:
        _say(console, "The text itself is a training sentence.")


def coloured(attribution: Attribution) -> Text:
    """The text with each piece on green (for the label) or red (against it), the stronger the darker."""
    parts: List[Tuple[str, str]] = []
    at = 0
    for piece, row in zip(attribution.pieces, rows(attribution)):
        parts += [(attribution.text[at : piece.start], ""), (piece.text, _style(row.strength))]
        at = piece.end
    return Text.assemble(*parts)


def _style(strength: float) -> str:
    if abs(strength) < _FAINT:
        return ""
    shades = _FOR if strength > 0 else _AGAINST
    return shades[min(len(shades) - 1, int(abs(strength) * len(shades)))]


def _bars(pairs: List[Tuple[str, float]], chosen: str) -> Table:
    table = Table.grid(padding=(0, 1))
    for name, probability in pairs:
        style = "bold" if name == chosen else ""
        bar = "█" * round(_BAR * probability) or "▏"
        table.add_row(" ", Text(name, style), Text(bar.ljust(_BAR), "cyan"), Text(f"{probability:.1%}", style))
    table.columns[3].justify = "right"
    return table


def _value(entity: Dict[str, Any], text: str) -> str:
    written = text[entity["start"] : entity["end"]]
    return written if entity["value"] == written else f"{entity['value']}  (written: {written})"


def _lines(console: Console, lines: Sequence[Sequence[Text]]) -> None:
    """Prints columns; the last one runs on where a table would cut it."""
    widths = [max(cell.cell_len for cell in column) for column in zip(*lines)]
    for line in lines:
        cells = [Text.assemble(cell, " " * (width - cell.cell_len + 2)) for cell, width in zip(line[:-1], widths)]
        console.print(Text.assemble("  ", *cells, line[-1]), soft_wrap=True)


def _head(console: Console, name: str, what: str) -> None:
    console.print()
    console.print(Text.assemble((name, "bold underline"), f"  {what}" if what else ""), soft_wrap=True)


def _say(console: Console, what: str, style: str = "dim") -> None:
    console.print(what, style=style, markup=False, highlight=False, soft_wrap=True)
