"""``countenance results``: show results, compare two, rank many, and see what selection on test data does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say

if TYPE_CHECKING:
    from countenance.evaluation import Comparison, Result

__all__ = ["app"]

app = typer.Typer(help="Results: show, compare, rank.", no_args_is_help=True)

_ResultArgument = Annotated[
    Path, typer.Argument(help="A result file, or the folder that holds it.", metavar="RESULT")
]


@app.command()
def show(result: _ResultArgument, form: FormatOption = Format.TABLE) -> None:
    """Show the scores of a result beside chance and majority.

    Example: [bold]countenance results show run/evaluation.json[/bold]
    """
    from countenance.app.cli.result_tables import print_result

    loaded = _load(result)
    if form is Format.TABLE:
        print_result(loaded)
    else:
        emit([row for each in (loaded, loaded.beside) if each is not None for row in _rows(each)], form)


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(help="A result file, or its folder.", metavar="A")],
    b: Annotated[Path, typer.Argument(help="Another.", metavar="B")],
    common: Annotated[
        bool, typer.Option("--common", help="Compare the samples that both have, and leave out the others.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of the permutations and the bootstrap.")] = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Say whether B is better than A, by a paired test over participants.

    Example: [bold]countenance results compare svm/evaluation.json network/evaluation.json[/bold]
    """
    from dataclasses import asdict

    from countenance import evaluation

    first, second = _load(a), _load(b)
    found = evaluation.compare(first, second, common=common, seed=seed)
    rows = [
        {
            "score": row.score,
            "a": row.a,
            "b": row.b,
            "difference": row.difference,
            "low": row.interval[0],
            "high": row.interval[1],
            "p": row.p_value,
        }
        for row in found.differences
    ]
    if form is Format.JSON:
        import json

        print(json.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        emit(rows, form, title=f"B - A on {found.n} samples of {found.participants} participants")
        if form is Format.TABLE:
            for letter, result, path in (("A", first, a), ("B", second, b)):
                _name(letter, result, path)
            _tell(found)


@app.command()
def leaderboard(
    results: Annotated[
        list[Path], typer.Argument(help="Result files, or folders that hold any.", metavar="RESULT...")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The page to be written.")],
    skip_invalid: Annotated[
        bool,
        typer.Option("--skip-invalid", help="Exit with 0 although files had to be left out (otherwise 2)."),
    ] = False,
) -> None:
    """Rank results on one page, those on the same samples together.

    Files that are damaged or were changed are left out and named. Without --skip-invalid the command then ends
    with exit code 2. A result that lies in several files is shown once.

    Example: [bold]countenance results leaderboard runs --out leaderboard.html[/bold]
    """
    from rich.markup import escape

    from countenance.reports import write_leaderboard

    loaded, reasons = _readable(_found(results))
    for reason in reasons:
        say(f"[yellow]left out:[/yellow] {escape(reason)}", aside=True)
    n = write_leaderboard(loaded, out)
    left_out = f", {len(reasons)} left out" if reasons else ""
    say(f"{n} {'result' if n == 1 else 'results'}{left_out}. Page: {escape(str(out))}")
    if reasons and not skip_invalid:
        raise typer.Exit(2)


@app.command("simulate-selection")
def simulate_selection(
    result: Annotated[
        Path | None,
        typer.Argument(
            help="A result whose labels and participants are used; labels of the sizes of MEGC2019 unless given.",
            metavar="[RESULT]",
            show_default=False,
        ),
    ] = None,
    epochs: Annotated[
        list[int] | None,
        typer.Option(
            min=1, help="Epochs to choose from; several times for several.", show_default="1 10 100 800"
        ),
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Repetitions to average over.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Of the guesses.")] = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show how far choosing the best epoch on each test participant lifts a coin flip.

    Example: [bold]countenance results simulate-selection --epochs 1 --epochs 100[/bold]
    """
    from dataclasses import asdict

    from rich.markup import escape

    from countenance.evaluation import MEASURED_UF1, megc2019_like_labels, simulate_best_epoch

    if result is None:
        y, groups, _ = megc2019_like_labels()
        of = "random labels of the sizes of MEGC2019"
    else:
        loaded = _load(result)
        y, groups, of = loaded.truth, loaded.groups, str(result)
    found = simulate_best_epoch(y, groups, epochs or list(MEASURED_UF1), repeats=repeats, seed=seed)
    rows = [asdict(row) for row in found]
    if result is None:
        rows = [{**row, "uf1_on_real_labels": MEASURED_UF1.get(int(row["epochs"]))} for row in rows]
    emit(rows, form, title="Guesses in the classes' proportions, best of N kept per participant")
    if form is Format.TABLE:
        say(f"Labels and participants: {escape(of)}.")
        say("Nothing was learned: whatever exceeds the row of one epoch is selection on test participants.")


def _load(path: Path) -> Result:
    from countenance.app.cli.evaluate import RESULT_FILE
    from countenance.evaluation import Result

    return Result.load(path / RESULT_FILE if path.is_dir() else path)


def _found(paths: list[Path]) -> list[Path]:
    """Result files among and below the paths, each once."""
    from countenance.app.cli.evaluate import RESULT_FILE
    from countenance.core import InputError

    files: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist: give a file that countenance evaluate has written")
        below = sorted(path.rglob(RESULT_FILE)) if path.is_dir() else [path]
        if not below:
            raise InputError(
                f"{path} holds no {RESULT_FILE}: give folders that countenance evaluate has written to"
            )
        files.update({file.resolve(): file for file in below})
    return list(files.values())


def _readable(paths: list[Path]) -> tuple[list[Result], list[str]]:
    """Results that can be trusted, and why the others cannot; an error where none can."""
    from countenance.core import InputError

    loaded, reasons = [], []
    for path in paths:
        try:
            loaded.append(_load(path))
        except InputError as error:
            reasons.append(str(error))
    if reasons and not loaded:
        raise InputError(reasons[0])
    return loaded, reasons


def _rows(result: Result) -> list[dict[str, object]]:
    named = {"method": result.scores, **result.references, **result.by_database}
    return [
        {
            "protocol": result.protocol,
            "row": name,
            "synthetic": result.synthetic,
            "tiny": result.tiny,
            "n": scores.n,
            **{
                key: value
                for score in ("uf1", "uar", "accuracy")
                for key, value in zip(
                    (score, f"{score}_low", f"{score}_high"),
                    (getattr(scores, score), *scores.intervals.get(score, (None, None))),
                    strict=True,
                )
            },
        }
        for name, scores in named.items()
    ]


def _name(letter: str, result: Result, path: Path) -> None:
    from rich.markup import escape

    from countenance.app.cli.result_tables import method_title

    say(f"{letter}: {escape(method_title(result))} ({escape(str(path))})")


def _tell(found: Comparison) -> None:
    from rich.markup import escape

    from countenance.app.cli.result_tables import sample_remarks

    for sentence in sample_remarks(found):
        say(sentence)
    how = "all exchanges" if found.exact else "random exchanges"
    say(f"p: {how} of the two predictions of each participant; low and high: 95% participant bootstrap.")
    if found.only_a or found.only_b:
        say(f"Left out: {found.only_a} samples of A alone and {found.only_b} of B alone.")
    for sentence in found.settings:
        say(f"[yellow]note:[/yellow] {escape(sentence)}")
