"""Where the agreement of coders goes: into a terminal, to another program, or into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countenance.app.cli.output import Format, emit, say

if TYPE_CHECKING:
    from countenance.core import CodingPass
    from countenance.study.agreement import Agreement, AgreementOptions

__all__ = ["DATA_FILE", "REPORT_FILE", "compare"]

REPORT_FILE, DATA_FILE = "report.html", "agreement.json"
_COLUMNS = ("first", "second", "figure", "value", "low", "high", "n", "remark")


def compare(
    passes: Sequence[CodingPass],
    options: AgreementOptions,
    *,
    seed: int,
    form: Format,
    out: Path | None,
    title: str = "",
    synthetic: bool = False,
) -> None:
    """Compare coders, and show and write what came out.

    Parameters
    ----------
    passes : sequence of CodingPass
    options : AgreementOptions
    seed : int
        Of the bootstrap.
    form : Format
    out : Path or None
        Folder for the page and the data.
    title : str
        Of the page.
    synthetic : bool
        Whether nobody real was coded.

    Raises
    ------
    InputError
        As for :func:`~countenance.study.agreement.agreement`.
    """
    from countenance.app.cli.given import check_writable
    from countenance.study.agreement import agreement

    if out is not None:
        check_writable(out)
    found = agreement(passes, options=options, seed=seed)
    if out is not None:
        _write(found, passes, out, title, synthetic)
    _show(found, form, synthetic)
    if form is Format.TABLE and out is not None:
        from rich.markup import escape

        say(f"Page: {escape(str(out / REPORT_FILE))}; data: {escape(str(out / DATA_FILE))}")


def _write(found: Agreement, passes: Sequence[CodingPass], out: Path, title: str, synthetic: bool) -> None:
    from countenance.core.cache import write_atomically
    from countenance.reports.agreement import write_agreement_report

    out.mkdir(parents=True, exist_ok=True)
    write_agreement_report(found, passes, out / REPORT_FILE, title=title, synthetic=synthetic)
    write_atomically(out / DATA_FILE, _json(found, synthetic) + "\n")


def _show(found: Agreement, form: Format, synthetic: bool) -> None:
    if form is Format.JSON:
        print(_json(found, synthetic))
    elif form is Format.CSV:
        emit(list(_rows(found)), form, columns=_COLUMNS)
    else:
        from countenance.app.cli.agreement_tables import print_agreement

        if synthetic:
            say("[yellow]synthetic:[/yellow] nobody real was recorded or coded.")
        print_agreement(found)


def _json(found: Agreement, synthetic: bool) -> str:
    import json

    import countenance

    whole = {"countenance": countenance.__version__, "synthetic": synthetic, **found.to_dict()}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


def _rows(found: Agreement) -> Iterator[dict[str, Any]]:
    """One row a figure; those of all coders at once name no coders."""
    whole = found.to_dict()
    for pair in whole["pairs"]:
        yield from _figures(pair, (pair["first"], pair["second"]))
    yield from _figures(whole["alphas"], ("", ""), "alpha.")


def _figures(part: Mapping[str, Any], coders: tuple[str, str], above: str = "") -> Iterator[dict[str, Any]]:
    """Every estimate within, named by the way that leads to it."""
    for name, value in part.items():
        if isinstance(value, Mapping) and "interval" in value:
            low, high = value["interval"] or (None, None)
            numbers = (value["value"], low, high, value["n"], value.get("remark", ""))
            yield dict(zip(_COLUMNS, (*coders, above + name, *numbers), strict=True))
        elif isinstance(value, Mapping):
            yield from _figures(value, coders, f"{above}{name}.")
