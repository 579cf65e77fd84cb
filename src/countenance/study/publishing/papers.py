"""Papers beside the data: the data-use agreement and the list of images that may be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from countenance.study.publishing.cells import write_csv
from countenance.study.publishing.contents import ExpressionContent, ReleaseContent
from countenance.study.publishing.wording import SYNTHETIC, receivers

__all__ = ["AGREEMENT", "PRINTABLE", "agreement", "write_printable"]

AGREEMENT = "DATA_USE_AGREEMENT.md"
PRINTABLE = "printable.csv"


def write_printable(folder: Path, content: ReleaseContent) -> None:
    """List onset, apex and offset of expressions whose participants agreed that pictures of them are shown."""
    rows = (
        (one.recording.name, one.recording.participant, one.id, moment, frame)
        for one in content.expressions
        if one.recording.may_print
        for moment, frame in _images(one)
    )
    write_csv(folder / PRINTABLE, ["recording", "participant", "expression", "moment", "frame"], rows)


def _images(one: ExpressionContent) -> Iterator[tuple[str, int]]:
    for moment, frame in zip(
        ("onset", "apex", "offset"), (one.interval.onset, one.apex_frame, one.interval.offset), strict=True
    ):
        if frame is not None:
            yield moment, frame


def agreement(content: ReleaseContent) -> str:
    """A data-use agreement as a template: what is in brackets is the laboratory's to fill in."""
    consents = "\n".join(
        f"- {one.title} ({one.language}), SHA-256 {one.digest}, signed by {one.n_participants}"
        for one in content.consents
    )
    synthetic = f"\n**{SYNTHETIC}**\n" if content.synthetic else ""
    return _AGREEMENT.format(
        study=content.study, synthetic=synthetic, receivers=receivers(content), consents=consents
    )


_AGREEMENT = """# Data-use agreement: {study}

This is a template. Have it read by whoever is responsible for data protection, and fill in what is in
brackets.
{synthetic}
Between [laboratory, address], which holds the data, and [name, institution, address], the recipient.

1. **What.** The release *{study}*, for {receivers}. It is about people who agreed to this use and to no other.
2. **For what.** Academic research on facial expressions. No commercial use, no surveillance, no decision
   about a person.
3. **Nobody is identified.** The recipient does not try to find out who a participant is, links the data
   with no other data about people, and trains nothing that recognises persons on them.
4. **Nothing is passed on.** Neither the data nor parts of them leave the recipient's group. Who leaves the
   group deletes his copies. Results, and models from which no recording can be restored, may be published.
5. **Pictures.** Only the frames listed in `printable.csv`, in publications and talks, cropped to what is
   needed.
6. **Kept safe.** Encrypted, behind a personal login. A loss is reported to [contact] within [72 hours].
7. **Withdrawal.** Asked by [contact], the recipient deletes a participant's data within [14 days] and
   confirms it.
8. **Credit.** Publications cite [citation].
9. **End.** On [date], or when the agreement is broken, the recipient deletes everything and confirms it.

Texts that the participants signed:

{consents}

[place, date, signature of the laboratory]

[place, date, signature of the recipient]
"""
