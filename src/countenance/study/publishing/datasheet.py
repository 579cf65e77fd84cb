"""The datasheet: answers that the study itself gives, and the questions that only the laboratory can answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from countenance.core.words import counted
from countenance.study.publishing.contents import ReleaseContent
from countenance.study.publishing.questions import QUESTIONS
from countenance.study.publishing.wording import SYNTHETIC, counts, receivers, unsettled

__all__ = ["DATASHEET", "datasheet"]

DATASHEET = "datasheet.md"

_OPEN = "**For the laboratory to answer.**"


def datasheet(content: ReleaseContent, *, pictures: bool, names: Mapping[str, str] | None = None) -> str:
    """The datasheet of a release, as Markdown.

    Parameters
    ----------
    content : ReleaseContent
        Its ``answers``, by the names of :data:`~countenance.study.publishing.questions.QUESTIONS`, stand before
        what the study says itself.
    pictures : bool
        Whether the release shows people.
    names : mapping of str to str, optional
        What the release calls recordings, by their names, which stay unless given.
    """
    return "\n".join(_lines(content, names or {}, pictures=pictures)) + "\n"


def _lines(content: ReleaseContent, names: Mapping[str, str], *, pictures: bool) -> Iterator[str]:
    yield f"# Datasheet: {content.study}"
    yield ""
    yield "The questions are those of Gebru et al. (2021), https://doi.org/10.1145/3458723."
    if content.synthetic:
        yield from ("", f"**{SYNTHETIC}**")
    told = {
        **_composition(content, names),
        **_people(content),
        **_handling(content),
        **_shown(pictures=pictures),
    }
    for section, questions in QUESTIONS.items():
        yield from ("", f"## {section}")
        for name, words in questions.items():
            answer = content.answers.get(name) or told.get(name)
            if answer is not None or not name.endswith("_comments"):
                yield from ("", f"### {words}", "", answer or f"{_OPEN} (`{name}`)")


def _composition(content: ReleaseContent, names: Mapping[str, str]) -> dict[str, str]:
    categories = Counter(str(one.category) for one in content.expressions)
    filed = ", ".join(f"{name}: {n}" for name, n in sorted(categories.items())) or "none"
    without_apex = sum(one.apex is None for one in content.expressions)
    apexes = f"The apex was not determined in {counted(without_apex, 'expression')}."
    halves = sum(one.has_half_frames for one in content.expressions)
    return {
        "instances": "Facial expressions, each from its onset to its offset in a recording of one participant.",
        "counts": f"{counts(content)}; by category {filed}.",
        "sample": (
            f"It holds what consent allows to go to {receivers(content)}, of sessions that are over. "
            f"Left out are {content.n_no_expressions} settled movements that are no expressions, and "
            f"{content.n_unlabelled} that are not labelled yet."
        ),
        "labels": (
            "Kind (macro or micro) by duration, a category, action units, and three labels apart: from action "
            "units, from the stimulus, and from the participant's own report. "
            f"How frames became durations: {'; '.join(content.duration_policies) or 'no expression'}."
        ),
        "missing": f"{apexes} {unsettled(content, names)}".rstrip(),
        "relationships": "Tables name the recording of each expression and the participant of each recording.",
        "splits": "Leave one participant out: expressions of one person must not stand on both sides of a split.",
        "errors": (
            "Frames that are means of two coders may lie between two frames, as in "
            f"{counted(halves, 'expression')}. "
            "What each coder marked is part of the release where its tables are."
        ),
        "self_contained": (
            "Yes; the stimuli that were watched are named, with the frames in which they were on where a recording "
            "is that of a whole session, and not part of it."
        ),
    }


def _people(content: ReleaseContent) -> dict[str, str]:
    names = sorted({name for one in content.participants for name in one.facts})
    texts = "; ".join(
        f"{one.title} ({one.language}, SHA-256 {one.digest}), signed by {one.n_participants}"
        for one in content.consents
    )
    return {
        "subpopulations": f"The table of participants tells: {', '.join(names) or 'nothing beyond a pseudonym'}.",
        "directly": "Directly: participants were filmed and asked.",
        "consent": f"Yes, to each use on its own. The texts: {texts}.",
        "revoke": (
            "Yes. Who withdraws is removed from the study with everything that belongs to him, and the releases "
            "that hold him are named, so that whoever has them can be asked to delete him."
        ),
    }


def _handling(content: ReleaseContent) -> dict[str, str]:
    settled = ", ".join(f"{name}: {n}" for name, n in content.arbitration.items()) or "none"
    return {
        "preprocessing": (
            f"{counted(len(content.coders), 'coder')} marked onset, apex, offset and action units independently. "
            f"What settled their differences, by number of expressions: {settled}."
        ),
        "raw": "Recordings are kept in the study as they were taken in.",
        "software": "Yes: countenance, under the Apache License 2.0.",
        "tasks": "Recognition and spotting of macro- and micro-expressions, and agreement of coders.",
        "not_for": (
            "Deciding about a person: what a face shows is not what somebody feels or intends. Recognising who "
            "it is."
        ),
        "third_parties": f"It is for {receivers(content)}.",
        "licence": "Under the data-use agreement in DATA_USE_AGREEMENT.md.",
    }


def _shown(*, pictures: bool) -> dict[str, str]:
    if pictures:
        return {
            "data": "A film of a face, frames and times of the expression in it, and its labels.",
            "identifiable": "Yes: faces are seen. There are no names, and pseudonyms are random.",
            "sensitive": "Yes: faces are biometric data, and reports tell what was felt.",
        }
    return {
        "data": "Frames and times of the expression, and its labels; no film and no picture.",
        "identifiable": (
            "Not directly: there is no picture and no name. De-identified is not anonymous: whoever holds the "
            "films can find the people by the times of their movements."
        ),
        "sensitive": "Yes: reports tell what was felt.",
    }
