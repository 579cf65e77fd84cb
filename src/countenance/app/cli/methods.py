"""``countenance methods``: what can be evaluated, from which paper, and with which free choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, loadable

if TYPE_CHECKING:
    from countenance.recognition.methods import Method

__all__ = ["app"]

app = typer.Typer(help="Methods of recognition: list and describe.", no_args_is_help=True)


@app.command("list")
def list_methods(form: FormatOption = Format.TABLE) -> None:
    """List the methods that can be evaluated; DOIs stand in 'methods info' and in JSON and CSV.

    Example: [bold]countenance methods list --format json[/bold]
    """
    from countenance.recognition import methods

    rows = [
        {"name": m.name, "title": m.title, "doi": m.doi, "extra": m.extra}
        for _, m in loadable(methods.names(), methods.method)
    ]
    # A DOI that is broken over two lines cannot be copied, and a terminal has no room for whole ones.
    shown = ["name", "title", "extra"] if form is Format.TABLE else ["name", "title", "doi", "extra"]
    emit([{name: row[name] for name in shown} for row in rows], form)


@app.command("info")
def describe(
    name: Annotated[str, typer.Argument(help="Registered name, for example region-lbp-top.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show a method's paper, its parameters and its free choices.

    Example: [bold]countenance methods info region-lbp-top[/bold]
    """
    from countenance.recognition import methods

    facts = _facts(methods.method(name))
    if form is Format.TABLE:
        emit([{"fact": key, "value": _text(value)} for key, value in facts.items()], form)
    elif form is Format.CSV:
        emit([{key: _text(value) for key, value in facts.items()}], form)
    else:
        emit([facts], form)


def _facts(method: Method) -> dict[str, Any]:
    from countenance.evaluation.naming import plain_parameters

    return {
        "name": method.name,
        "title": method.title,
        "citation": method.citation,
        "doi": method.doi,
        "extra": method.extra,
        "free_choices": list(method.free_choices),
        "description": plain_parameters(method.describer),
        "classifier": _classifier(method),
    }


def _classifier(method: Method) -> dict[str, Any] | str:
    """The classifier's parameters, or what is missing to make one."""
    from countenance.core.errors import SetupError
    from countenance.evaluation.naming import plain_parameters

    try:
        return plain_parameters(method.classifier())
    except SetupError as error:
        return str(error)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {item}" for item in value)
    if isinstance(value, dict):
        return "\n".join(f"{key} = {item}" for key, item in value.items())
    return str(value)
