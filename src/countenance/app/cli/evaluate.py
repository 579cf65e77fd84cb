"""``countenance evaluate``: one method, one protocol, one result file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from countenance.app.cli.options import (
    ClusterOption,
    DatabasesOption,
    EachCorrectionsOption,
    EachFolderOption,
    JobsOption,
    LabelsOption,
    SkipInvalidOption,
    open_each,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countenance.core.contracts import Database
    from countenance.evaluation import Result

__all__ = ["RESULT_FILE", "evaluate"]

RESULT_FILE = "evaluation.json"


def evaluate(
    database: DatabasesOption,
    method: Annotated[
        str, typer.Option("--method", "-m", help="Which method; 'countenance methods list' names them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help=f"Folder for {RESULT_FILE}.")],
    jobs: JobsOption,
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol",
            "-p",
            help="Who is held out: leave-one-subject-out, leave-one-video-out (both are run), "
            "leave-one-database-out or grouped-k-fold.",
        ),
    ] = "leave-one-subject-out",
    folds: Annotated[int, typer.Option(min=2, help="Folds of grouped-k-fold.")] = 5,
    labels: LabelsOption = "four",
    kind: Annotated[
        Literal["all", "macro", "micro"], typer.Option(help="Which expressions take part.")
    ] = "all",
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A parameter of the method; several times for several.", metavar="NAME=VALUE"
        ),
    ] = None,
    selection: Annotated[
        Path | None,
        typer.Option(help="A published list of clips (database, participant, clip, class) to be used."),
    ] = None,
    folder: EachFolderOption = None,
    corrections: EachCorrectionsOption = None,
    duplicates: Annotated[
        Literal["refuse", "allow"], typer.Option(help="Equal descriptions in training and test.")
    ] = "refuse",
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap.")] = 0,
    cluster: ClusterOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Where finished work is kept, so that a stopped run continues.", show_default="OUT/cache"
        ),
    ] = None,
    skip_invalid: SkipInvalidOption = False,
) -> None:
    """Evaluate a method on one database or several, so that it never sees what it is tested on.

    Clips that are broken are left out and named. Without --skip-invalid the command then ends with exit code 2.

    Example: [bold]countenance evaluate --database casme2sq=~/casme2sq --method region-lbp-top --out run[/bold]
    """
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.evaluation import parse_parameters, run_evaluation, splitter
    from countenance.evaluation.parameters import parts_of
    from countenance.recognition import methods

    # What was mistyped is told before a release is looked at.
    held_out = splitter(protocol, **({"n_splits": folds} if protocol == "grouped-k-fold" else {}))
    chosen, values = methods.method(method), parse_parameters(parameters or [])
    parts_of(chosen, values)
    release = _opened(open_each(database, folders=folder, corrections=corrections), selection, labels)
    out.mkdir(parents=True, exist_ok=True)
    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        result = run_evaluation(
            release,
            chosen,
            held_out,
            scheme=labels,
            kind=None if kind == "all" else kind,
            parameters=values,
            duplicates=duplicates,
            cache=cache or out / "cache",
            executor=executor,
            seed=seed,
            progress=progress,
        )
    result.save(out / RESULT_FILE)
    _tell(result, out / RESULT_FILE)
    if result.setting["dropped"] and not skip_invalid:
        raise typer.Exit(2)


def _opened(opened: Sequence[Database], selection: Path | None, labels: str) -> Database:
    """One release as it is; several, or one with a list of clips, as a composite."""
    from countenance.databases import label_scheme
    from countenance.databases.composite import Composite
    from countenance.databases.selections import read_selection

    scheme = label_scheme(labels)
    if selection is None:
        return opened[0] if len(opened) == 1 else Composite(opened)
    return Composite(opened, selection=read_selection(selection), scheme=scheme)


def _tell(result: Result, path: Path) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.app.cli.result_tables import print_result

    print_result(result)
    for problem in result.setting["dropped"]:
        say(f"[yellow]left out:[/yellow] {escape(problem['reason'])}", aside=True)
    outside = len(result.setting["outside_scheme"])
    say(
        f"{result.n} clips evaluated, {result.setting['n_dropped']} left out, {outside} without a class under "
        f"the label scheme. Result: {escape(str(path))}"
    )
