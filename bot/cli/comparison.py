"""Two runs of `wortlaut eval` side by side, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.streams import write_line
from bot.cli.tables import write_table
from bot.escape import one_line
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.library import Comparison, Difference, OutcomeChange

_TURNS = ("mended", "broken", "otherwise")


def write_comparison(comparison: Comparison, texts: Texts) -> None:
    """Writes the figures of both runs, their differences, and the questions that turned.

    Args:
        comparison: The two runs.
        texts: In which language.
    """
    say = texts.comparison
    asked = texts.count(comparison.questions, texts.questions)
    write_line(f"\n{say['both'].format(questions=asked)}")
    alone = {"only_before": comparison.only_before, "only_now": comparison.only_now}
    for name, number in alone.items():
        if number:
            write_line(say[name].format(n=number))
    heads = ["", say["before"], say["now"], say["difference"]]
    rows = [
        (
            texts.figures[figure.name],
            value_cell(figure.name, figure.before, texts),
            value_cell(figure.name, figure.now, texts),
            _difference(figure, texts),
        )
        for figure in comparison.figures
    ]
    write_table(heads, rows, numeric={1, 2, 3})
    for turn in _TURNS:
        turned = [change for change in comparison.changes if change.turn == turn]
        write_line(f"\n{say[turn].format(n=len(turned))}")
        for change in turned:
            _write_change(change, texts)


def value_cell(name: str, value: float | None, texts: Texts) -> str:
    """A figure's value as it is shown: a share to the thousandth, a length to the character.

    Args:
        name: Which figure.
        value: Its value, if it has one.
        texts: In which language.

    Returns:
        A dash where there is no value.
    """
    if value is None:
        return "–"
    return texts.decimal(value, 0 if name == "mean_quote_chars" else 3)


def _difference(figure: Difference, texts: Texts) -> str:
    shown = _signed(figure, figure.difference, texts)
    if figure.low is None or figure.high is None:
        return shown
    return f"{shown} [{_signed(figure, figure.low, texts)}; {_signed(figure, figure.high, texts)}]"


def _signed(figure: Difference, value: float | None, texts: Texts) -> str:
    if value is None:
        return "–"
    cell = value_cell(figure.name, abs(value), texts)
    # What is shown as nothing has no sign.
    sign = "" if not cell.strip("0.,") else "+" if value > 0 else "−"
    return sign + cell


def _write_change(change: OutcomeChange, texts: Texts) -> None:
    say = texts.comparison
    write_line(f"{one_line(change.question.id)}  {one_line(change.question.question)}")
    for when, failure, article, highlight in (
        ("before", change.before, change.before_article, change.before_highlight),
        ("now", change.now, change.now_article, change.now_highlight),
    ):
        how = texts.failures[failure] if failure else say["well"]
        found = [one_line(article)] if article else []
        found += [texts.failures["words"].format(words=one_line(highlight))] if highlight else []
        write_line(f"    {say[when]}: {' · '.join([how, *found])}")
