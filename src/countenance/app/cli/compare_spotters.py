"""``countenance spot --database``: spotters compared on long recordings, and what is printed of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from countenance.app.cli.given import check_writable
from countenance.app.cli.options import open_each
from countenance.app.cli.output import Format, console, emit, loadable, say
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.app.cli.spot_options import SpotFormat
    from countenance.app.comparing import Compared
    from countenance.core import Database
    from countenance.evaluation.spotting import MethodScores, SpotterComparison
    from countenance.spotting import SpottingMethod

__all__ = ["compare_spotters"]

_ALL = "all"
_GROUPS = ("macro", "micro", "all", "class_blind")


def compare_spotters(
    databases: Sequence[str],
    folders: Sequence[str] | None,
    corrections: Sequence[str] | None,
    methods: Sequence[str],
    parameters: Sequence[str] | None,
    policies: tuple[
        Literal["apex", "apex+20", "mirror", "keep", "drop"],
        Literal["keep", "drop"],
        Literal["macro", "drop"],
    ],
    iou: float,
    seed: int,
    out: Path | None,
    form: SpotFormat,
    jobs: int,
    cluster: str | None,
    again: bool,
    unused: Sequence[str],
) -> None:
    """Compare spotters on each database, write everything to a folder and print the tables.

    Raises
    ------
    InputError
        If options contradict each other or a database cannot be used.
    typer.Exit
        With code 2 if a recording could not be read, or not to its end.
    """
    target = _checked(out, form, iou, unused)
    chosen = _methods(methods, parameters)
    opened = _opened(databases, folders, corrections)
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.comparing import compare_on_database
    from countenance.evaluation.spotting import Policies, save_comparisons
    from countenance.reports.spotter_comparison import write_spotter_comparison

    found: list[Compared] = []
    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        for database in opened:
            place = target / database.info.name
            place.mkdir(parents=True, exist_ok=True)
            found.append(
                compare_on_database(
                    database,
                    chosen,
                    place,
                    policies=Policies(*policies),
                    iou=iou,
                    seed=seed,
                    again=again,
                    executor=executor,
                    progress=progress,
                )
            )
    comparisons = [one.comparison for one in found]
    save_comparisons(comparisons, target)
    write_spotter_comparison(comparisons, target / "report.html")
    _print(comparisons, form)
    _tell(found, target)


def _checked(out: Path | None, form: SpotFormat, iou: float, unused: Sequence[str]) -> Path:
    from countenance.core.errors import InputError

    if unused:
        raise InputError(f"--database cannot be combined with {' and '.join(unused)}: leave it out")
    if out is None:
        raise InputError("a comparison takes long and is continued from its folder: give --out")
    if form.value == "eaf":
        raise InputError("--format eaf prints one recording: give table, json or csv with --database")
    if not iou > 0:
        raise InputError("--iou is 0, but intervals that share no frame are no hit: give a number above 0")
    check_writable(out)
    return out.absolute()


def _methods(
    wanted: Sequence[str], parameters: Sequence[str] | None
) -> list[tuple[SpottingMethod, Mapping[str, Any]]]:
    from countenance.app.spotters import settings_for
    from countenance.core.errors import InputError
    from countenance.core.parameters import parse_parameters
    from countenance.spotting import spotting_method
    from countenance.spotting.registry import names

    settings = parse_parameters(list(parameters or []))
    if _ALL in wanted:
        found = [method for _, method in loadable(names(), spotting_method)]
    else:
        found = [spotting_method(name) for name in dict.fromkeys(wanted)]
    if settings and len(found) > 1:
        raise InputError(
            "--set belongs to one method, and several are compared: leave it out, or give one method"
        )
    return [(method, settings_for(method, settings, None)) for method in found]


def _opened(
    databases: Sequence[str], folders: Sequence[str] | None, corrections: Sequence[str] | None
) -> list[Database]:
    from countenance.core.errors import InputError

    opened = open_each(databases, folders=folders, corrections=corrections)
    names = [database.info.name for database in opened]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"{name} is given twice, and each database has one table: compare them in two runs"
            )
    return opened


def _print(comparisons: Sequence[SpotterComparison], form: SpotFormat) -> None:
    from countenance.evaluation.spotting.comparison_files import comparison_rows

    if form.value == "table":
        for comparison in comparisons:
            console().print(_table(comparison))
            if comparison.published:
                console().print(_published(comparison))
    else:
        rows = [
            {key: None if value != value else value for key, value in row.items()}  # noqa: PLR0124 (nan)
            for comparison in comparisons
            for row in comparison_rows(comparison)
        ]
        columns = dict.fromkeys(key for row in rows for key in row)
        emit([{key: row.get(key) for key in columns} for row in rows], Format(form.value))


def _table(comparison: SpotterComparison) -> Table:
    simulated = " (simulated: says nothing about people)" if comparison.info.synthetic else ""
    heading = ("method", *map(_title, _GROUPS), "prec.", "recall", "FA/min")
    table = _empty(f"{comparison.info.title}{simulated}: F1, measured here", heading)
    for one in comparison.methods:
        counts = one.scores.counts
        main = counts.get("all", counts["class_blind"])
        cells = [_f1(one, group) if group in counts else "" for group in _GROUPS]
        table.add_row(
            escape(one.method.name), *cells, _ratio(main.precision), _ratio(main.recall), _number(one)
        )
        if one.visible:
            seen = [_ratio(one.visible[group].f1) if group in one.visible else "" for group in _GROUPS]
            best = one.visible.get("all", one.visible["class_blind"])
            cells = [*seen, _ratio(best.precision), _ratio(best.recall), ""]
            table.add_row("  visible events", *(f"[dim]{cell}[/dim]" for cell in cells))
    return table


def _published(comparison: SpotterComparison) -> Table:
    title = f"Published F1 on {comparison.info.title}, not measured here and counted in various ways"
    table = _empty(title, ("method", "macro", "micro", "all"))
    for row in comparison.published:
        table.add_row(escape(row.method), *(f"{f1:.4f}" for f1 in (row.macro, row.micro, row.overall)))
    return table


def _empty(title: str, heading: Sequence[str]) -> Table:
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 0, 0, 1))
    table.add_column(heading[0], no_wrap=True)
    for name in heading[1:]:
        table.add_column(name, justify="right")
    return table


def _f1(one: MethodScores, group: str) -> str:
    low, high = one.scores.intervals[group]
    interval = "" if math.isnan(low) else f"\n[dim]{_short(low)}-{_short(high)}[/dim]"
    return _ratio(one.scores.counts[group].f1) + interval


def _number(one: MethodScores) -> str:
    rate = one.neutral.per_minute
    return "" if math.isnan(rate) else f"{rate:.1f}"


def _ratio(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"


def _short(share: float) -> str:
    """Two decimals without the leading zero, for there are many columns."""
    return f"{share:.2f}".removeprefix("0")


def _title(group: str) -> str:
    return group.replace("class_blind", "blind")


def _tell(found: Sequence[Compared], out: Path) -> None:
    say(_key([one.comparison for one in found]), aside=True)
    for one in found:
        for remark in one.comparison.remarks:
            say(f"[yellow]note:[/yellow] {escape(one.comparison.info.name)}: {escape(remark)}", aside=True)
    problems = [problem for one in found for problem in one.problems]
    for problem in problems:
        say(f"[red]problem:[/red] {escape(str(problem))}", aside=True)
    resumed = sum(one.resumed for one in found)
    known = f" {resumed} finished by an earlier run." if resumed else ""
    say(f"{_counted(found)}.{known} Report: {escape(str(out / 'report.html'))}", aside=True)
    if problems:
        raise typer.Exit(2)


def _key(comparisons: Sequence[SpotterComparison]) -> str:
    """What the words in the tables mean, of those that are there."""
    from countenance.evaluation.spotting.visible import VISIBLE

    methods = [one for comparison in comparisons for one in comparison.methods]
    ends = (interval[0] for one in methods for interval in one.scores.intervals.values())
    ranges = "" if all(map(math.isnan, ends)) else "Ranges: 95% participant bootstrap. "
    visible = (
        f" Visible events: those that move the skin by {VISIBLE:g}% of the inter-ocular distance or more; fainter "
        "ones count neither as missed nor as false."
    )
    shown = visible if any(one.visible for one in methods) else ""
    return f"{ranges}Blind: whatever the kind. FA: false alarms on neutral faces.{shown}"


def _counted(found: Sequence[Compared]) -> str:
    methods = len(found[0].comparison.methods)
    recordings = sum(len(one.comparison.truth.recordings) for one in found)
    return f"{counted(methods, 'method')} on {counted(recordings, 'recording')}"
