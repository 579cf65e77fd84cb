"""From codings to expressions: differences, decisions, labels, and the profile of what came of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import StudyArgument
from countenance.core.words import counted

__all__ = ["register"]

ArbiterOption = Annotated[str, typer.Option("--as", help="Name of the arbiter's account.", metavar="NAME")]
RecordingOption = Annotated[
    str, typer.Option(help="Name of one recording; all unless given.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (disagreements, settle, decide, label, expressions, override, profile):
        app.command()(command)


def disagreements(
    folder: StudyArgument,
    recording: RecordingOption = "",
    tolerance: Annotated[int, typer.Option(min=0, help="Frames up to which timing counts as agreed.")] = 2,
    form: FormatOption = Format.TABLE,
) -> None:
    """List what two coders marked and nobody has settled, the gravest difference first.

    Example: [bold]countenance study disagreements smiles[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.settlement import open_items
    from countenance.study.settlement.listing import item_row

    with Study.open(folder) as study, study.reading() as reader:
        rows = [item_row(item) for item in open_items(reader, recording, tolerance=tolerance)]
    emit(rows, form, columns=("item", "recording", "differs", "coder_1", "coder_2"))


def settle(
    folder: StudyArgument,
    arbiter: ArbiterOption,
    within: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Average frames that are so many apart at most; only identical ones unless given.",
            show_default=False,
        ),
    ] = None,
    exclusions: Annotated[
        bool,
        typer.Option(
            "--exclusions", help="Also settle what nobody takes for an expression, however it is called."
        ),
    ] = False,
    recording: RecordingOption = "",
) -> None:
    """Settle without looking what a policy allows; what it leaves stays for an arbiter.

    Example: [bold]countenance study settle smiles --within 2 --exclusions --as cleo[/bold]
    """
    from countenance.study.arbitration import AutomaticPolicy
    from countenance.study.project import Study
    from countenance.study.settlement import decide_automatically, open_items

    policy = AutomaticPolicy(within)
    with Study.open(folder) as study, study.writing(arbiter, policy.name) as writer:
        kept = decide_automatically(writer, arbiter, policy, recording, exclusions=exclusions)
        left = len(open_items(writer, recording))
    say(f"{counted(len(kept), 'movement')} settled ({policy.name}), {left} left.")


def decide(
    folder: StudyArgument,
    item: Annotated[str, typer.Argument(help="As 'countenance study disagreements' names it.")],
    action: Annotated[str, typer.Option(help="coder1, coder2, mean, edit or reject.")],
    arbiter: ArbiterOption,
    reason: Annotated[str, typer.Option(help="Why; an edit and a rejection need one.")] = "",
    units: Annotated[
        str,
        typer.Option(help="Whose action units: coder1, coder2, union or intersection.", show_default=False),
    ] = "",
    emotion: Annotated[str, typer.Option(help="Whose emotion: coder1 or coder2.", show_default=False)] = "",
    onset: Annotated[int | None, typer.Option(min=0, help="Of an edit.", show_default=False)] = None,
    apex: Annotated[int | None, typer.Option(min=0, help="Of an edit.", show_default=False)] = None,
    offset: Annotated[int | None, typer.Option(min=0, help="Of an edit.", show_default=False)] = None,
    action_units: Annotated[str, typer.Option(help="Of an edit, as 6+12.", show_default=False)] = "",
    upper: Annotated[str | None, typer.Option(help="Emotion in the upper face, of an edit.")] = None,
    lower: Annotated[str | None, typer.Option(help="Emotion in the lower face, of an edit.")] = None,
    excluded: Annotated[
        str, typer.Option(help="What a rejected movement is, as blink.", show_default=False)
    ] = "",
) -> None:
    """Settle one movement; both codings stay as they are.

    Example: [bold]countenance study decide smiles 3f2a91c07bd4e615 --action mean --units union --as cleo[/bold]
    """
    from fractions import Fraction

    from countenance.study.project import Study
    from countenance.study.settlement import decide as keep
    from countenance.study.settlement.listing import decision_of, edited_coding, item_named

    edited = edited_coding(onset, apex, offset, action_units, upper, lower) if action == "edit" else None
    made = decision_of(action, arbiter, reason, units, emotion, edited, excluded)
    with Study.open(folder) as study, study.writing(arbiter) as writer:
        kept = keep(writer, arbiter, item_named(writer, item), made)
    held = kept.settled
    frames = ", ".join(
        f"{name} {float(Fraction(held[name])):g}" for name in ("onset", "apex", "offset") if held[name]
    )
    say(
        f"Settled: {frames}; action units {held['action_units'] or 'none'}; {held['excluded'] or 'an expression'}."
    )


def label(
    folder: StudyArgument,
    arbiter: ArbiterOption,
    policy: Annotated[
        str, typer.Option(help="How frames become durations: onset-to-offset or inclusive.")
    ] = "onset-to-offset",
) -> None:
    """Select and label everything that was settled: kind by duration, category by the paper's Table 4.

    Example: [bold]countenance study label smiles --as cleo[/bold]
    """
    from countenance.core import DurationPolicy, InputError
    from countenance.study.project import Study
    from countenance.study.settlement import label_all, open_items

    if policy not in {*DurationPolicy}:
        raise InputError(f"--policy {policy} is none of {', '.join(DurationPolicy)}")
    with Study.open(folder) as study, study.writing(arbiter) as writer:
        labelled = label_all(writer, arbiter, DurationPolicy(policy))
        left = len(open_items(writer))
    say(escape(str(labelled.selection)))
    asked = [one for one in labelled.expressions if one.labelling.needs_a_person]
    for one in asked:
        say(f"{escape(one.movement.name)}: {escape('; '.join(one.labelling.questions))}")
    if asked:
        say(
            f"In doubt: {counted(len(asked), 'expression')}. 'countenance study override' files one elsewhere."
        )
    if left:
        say(f"{counted(left, 'movement')} not settled yet and left out.")


def expressions(folder: StudyArgument, form: FormatOption = Format.TABLE) -> None:
    """List every movement that was labelled: what it is filed under, or why it is left out.

    Example: [bold]countenance study expressions smiles --format csv[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.settlement import LABEL_AGAIN, stale_labels
    from countenance.study.settlement.listing import EXPRESSION_COLUMNS, expression_rows

    with Study.open(folder) as study, study.reading() as reader:
        rows: list[dict[str, Any]] = expression_rows(reader)
        stale = stale_labels(reader)
    emit(rows, form, columns=EXPRESSION_COLUMNS)
    if stale:
        say(f"note: {escape(', '.join(stale))}: {LABEL_AGAIN}", aside=True)


def override(
    folder: StudyArgument,
    clip: Annotated[str, typer.Argument(help="As 'countenance study expressions' names it.")],
    category: Annotated[str, typer.Option(help="positive, negative, surprise or other.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    arbiter: ArbiterOption,
) -> None:
    """File an expression under another category than the rules do; theirs is kept beside it.

    Example: [bold]countenance study override smiles s01_3 --category other --reason "a yawn" --as cleo[/bold]
    """
    from countenance.core import Category
    from countenance.study.project import Study
    from countenance.study.settlement import override_category
    from countenance.study.settlement.listing import decision_of_clip

    chosen = Category.parse(category)
    with Study.open(folder) as study, study.writing(arbiter) as writer:
        override_category(writer, arbiter, decision_of_clip(writer, clip), chosen, reason)
    say(f"{escape(clip)} is filed under {chosen}.")


def profile(
    folder: StudyArgument,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show the paper's Tables 1 to 4 for this study, beside the paper's own.

    Example: [bold]countenance study profile smiles[/bold]
    """
    from dataclasses import asdict

    from countenance.study.project import Study
    from countenance.study.settlement.profiling import profile_of

    with Study.open(folder) as study, study.reading() as reader:
        told = profile_of(reader)
    if form is Format.JSON:
        import json

        print(json.dumps(told.to_dict(), indent=2, ensure_ascii=False))
        return
    tables: list[Any] = [told.table_1(), told.table_2(), told.table_3(), told.table_4()]
    for number, rows in enumerate(tables, 1):
        emit([asdict(row) for row in rows], form, title=f"Table {number}")
    for remark in told.remarks():
        say(f"note: {escape(remark)}", aside=True)
