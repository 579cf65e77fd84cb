"""Results as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from countenance.app.cli.output import console, say

if TYPE_CHECKING:
    from countenance.evaluation import Comparison, Result, Scores

__all__ = ["method_title", "print_result", "sample_remarks", "score_text"]

_SHOWN_REMARKS = 5


def print_result(result: Result) -> None:
    """Scores with intervals beside chance and majority, each database, each class, and what a reader must know."""
    for shown in (result, result.beside):
        if shown is not None:
            console().print(_scores(shown))
    console().print(_classes(result))
    for sentence in _remarks(result):
        say(sentence)


def method_title(result: Result) -> str:
    """The method's title; of plain arrays the estimator."""
    method = result.setting.get("method")
    if not isinstance(method, dict):
        return result.estimator
    changed = ", ".join(f"{name} = {value}" for name, value in method["parameters"].items())
    return f"{method['title']} ({changed})" if changed else str(method["title"])


def sample_remarks(found: Result | Comparison) -> Iterator[str]:
    """What keeps figures from saying anything about people."""
    if found.synthetic:
        yield "Simulated faces: these figures say that the program works, nothing about people."
    if found.tiny:
        yield (
            f"Tiny sample: {found.participants} participants are too few to say how well a method does on others."
        )


def score_text(value: float, ends: tuple[float, float] | None = None) -> str:
    """A score, and on a second line its interval."""
    return f"{value:.3f}" if ends is None else f"{value:.3f}\n[dim]\\[{ends[0]:.3f}, {ends[1]:.3f}][/dim]"


def _scores(result: Result) -> Table:
    title = f"{result.protocol}: {result.n} samples of {result.participants} participants"
    if result.shares_participants:
        title += "; participants are shared between training and test"
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("", overflow="fold", min_width=18)
    for name in ("n", "UF1", "UAR", "accuracy"):
        table.add_column(name, justify="right", no_wrap=True)
    _add(table, f"[bold]{escape(method_title(result))}[/bold]", result.scores)
    _add(table, "majority class", result.references["majority"])
    _add(table, "chance", result.references["chance"], end=True)
    if len(result.by_database) > 1:
        for name, scores in result.by_database.items():
            _add(table, f"  on {escape(name)}", scores)
    return table


def _add(table: Table, name: str, scores: Scores, *, end: bool = False) -> None:
    ends = scores.intervals
    table.add_row(
        name,
        str(scores.n),
        *(score_text(getattr(scores, score), ends.get(score)) for score in ("uf1", "uar", "accuracy")),
        end_section=end,
    )


def _classes(result: Result) -> Table:
    table = Table(
        title=f"{result.protocol}: truth in rows, prediction in columns",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
    )
    table.add_column("")
    for label in result.scores.labels:
        table.add_column(escape(label), justify="right", overflow="fold")
    for name in ("precision", "recall", "F1"):
        table.add_column(name, justify="right", no_wrap=True)
    for row, counts in zip(result.by_class, result.scores.confusion, strict=True):
        rates = (_rate(value) for value in (row.precision, row.recall, row.f1))
        table.add_row(escape(row.label), *(f"{count:.0f}" for count in counts), *rates)
    return table


def _rate(value: float) -> str:
    return "" if value != value else f"{value:.3f}"  # noqa: PLR0124 # nan: never predicted, or not there


def _remarks(result: Result) -> Iterator[str]:
    yield from sample_remarks(result)
    yield "Brackets are 95% participant bootstrap intervals; scores are of predictions pooled over all folds."
    remarks = [*result.remarks, *result.setting.get("composition", ())]
    for remark in remarks[:_SHOWN_REMARKS]:
        yield f"[yellow]note:[/yellow] {escape(remark)}"
    if len(remarks) > _SHOWN_REMARKS:
        yield f"[yellow]note:[/yellow] {len(remarks) - _SHOWN_REMARKS} more remarks are in the result file."
