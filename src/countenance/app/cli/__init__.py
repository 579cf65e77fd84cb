"""The command line: ``countenance --help``.

Commands parse, call and show. Whatever they call is imported when a command runs, so that help is instant.
"""

from __future__ import annotations

import sys
import traceback
from concurrent.futures.process import BrokenProcessPool
from typing import Annotated

import typer

import countenance
from countenance.app.cli import databases, methods, results, study
from countenance.app.cli.agreement import agreement
from countenance.app.cli.baseline import baseline
from countenance.app.cli.demo import demo
from countenance.app.cli.evaluate import evaluate
from countenance.app.cli.live import live
from countenance.app.cli.measure import measure
from countenance.app.cli.output import INTERRUPTED, say_interrupted
from countenance.app.cli.score import score
from countenance.app.cli.serve import serve
from countenance.app.cli.spot import spot
from countenance.core.errors import CountenanceError, MethodError

__all__ = ["app", "main"]

app = typer.Typer(
    name="countenance",
    help="Facial macro- and micro-expressions: build databases, measure faces, evaluate methods.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(demo)
app.command()(baseline)
app.command()(evaluate)
app.command()(measure)
app.command()(score)
app.command()(agreement)
app.command()(spot)
app.command()(live)
app.command()(serve)
app.add_typer(databases.app, name="databases")
app.add_typer(methods.app, name="methods")
app.add_typer(results.app, name="results")
app.add_typer(study.app, name="study")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"countenance {countenance.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and leave.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Facial macro- and micro-expressions: build databases, measure faces, evaluate methods."""


def main() -> None:
    """Run the command line; bad input gives one sentence and exit code 2, never a traceback.

    A method whose code crashes gives one sentence, exit code 1, and a traceback for its author.
    """
    try:
        app()
    except MethodError as error:
        _say_error(str(error))
        traceback.print_exception(error.__cause__ or error)  # for whoever mends the method
        sys.exit(1)
    except CountenanceError as error:
        _leave(str(error))
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            say_interrupted()
        raise
    except BrokenProcessPool:
        _leave(
            "A worker process was killed, most likely because memory ran out: run the command again with a "
            "smaller --jobs; finished work is kept."
        )
    except (FileExistsError, NotADirectoryError) as error:
        _leave(f"{error.filename} is or lies in a file where a folder is needed: name another place.")
    except IsADirectoryError as error:
        _leave(f"{error.filename} is a folder where a file is needed: name a file in it.")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _leave(f"{place}{error.strerror or error}; name a place that is a folder, is writable and has room.")


def _leave(sentence: str) -> None:
    _say_error(sentence)
    sys.exit(2)


def _say_error(sentence: str) -> None:
    typer.secho("error: ", fg=typer.colors.RED, bold=True, err=True, nl=False)
    typer.echo(sentence, err=True)
