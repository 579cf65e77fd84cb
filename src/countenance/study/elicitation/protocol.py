"""The protocol of a study: everything that must be the same for every participant, in one TOML file."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from countenance.core import InputError
from countenance.core.cache import digest
from countenance.core.words import counted
from countenance.study.elicitation.drawing import shuffled
from countenance.study.elicitation.fields import Fields
from countenance.study.elicitation.orders import OrderScheme, clip_order
from countenance.study.elicitation.protocol_parts import ProtocolClip, Question, SelfReportOptions, Texts

__all__ = ["SCHEMA", "Protocol", "ProtocolError"]

SCHEMA = 1
"""Version of the file's layout."""

_LONGEST_PAUSE_S = 3600
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ProtocolError(InputError):
    """A protocol that cannot be used, with every reason in `problems`."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(f"{name} has {counted(len(problems), 'problem')}: {'; '.join(problems)}")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Protocol:
    """How a study elicits expressions.

    Parameters
    ----------
    title, version : str
        Of the protocol; a change of anything is a new version.
    review_board : str
        Whom participants can write to: name and address of the review board that approved the study.
    clips : tuple of ProtocolClip
        In the order of the scheme ``fixed``.
    scheme : OrderScheme
        How clips are ordered.
    seed : int
        Of the orders.
    baseline_s : float
        Seconds of neutral face before the first clip.
    rest_s : float
        Seconds of rest after each clip.
    payment_rule : str
        What participants are told, as the methods section of a paper would say it.
    deceptive : bool
        Whether they are paid otherwise than they are told.
    texts : mapping of str to Texts
        By language.
    questions : tuple of Question
        Of the check of comprehension.
    self_report : SelfReportOptions
        What participants may say of their movements.
    """

    title: str
    version: str
    review_board: str
    clips: tuple[ProtocolClip, ...]
    scheme: OrderScheme
    seed: int
    baseline_s: float
    rest_s: float
    payment_rule: str
    deceptive: bool
    texts: Mapping[str, Texts]
    questions: tuple[Question, ...]
    self_report: SelfReportOptions

    @classmethod
    def parse(cls, text: str, name: str = "the protocol") -> Self:
        """Read a protocol from TOML.

        Parameters
        ----------
        text : str
            Content of the file.
        name : str
            What messages call it.

        Raises
        ------
        ProtocolError
            If it is not TOML or anything in it cannot be used; every problem is told at once.
        """
        problems: list[str] = []
        if "\0" in text:
            raise ProtocolError(
                name, ["it is no protocol but another kind of file: a protocol is plain text"]
            )
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ProtocolError(name, [f"it is not TOML ({error})"]) from error
        protocol = cls._of(Fields(table, "", problems))
        problems += [] if problems else _contradictions(protocol)
        if problems:
            raise ProtocolError(name, problems)
        return protocol

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """Read a protocol file.

        Raises
        ------
        ProtocolError
            As `parse` does, or if the file cannot be read.
        """
        path = Path(path)
        try:
            return cls.parse(path.read_text(encoding="utf-8-sig"), path.name)
        except OSError as error:
            raise ProtocolError(path.name, [f"it cannot be read ({error.strerror})"]) from error
        except UnicodeDecodeError as error:
            raise ProtocolError(
                path.name, [f"byte {error.start + 1} is not UTF-8; save it as UTF-8"]
            ) from error

    @classmethod
    def _of(cls, fields: Fields) -> Self:
        if (schema := fields.whole("schema")) != SCHEMA and fields.has("schema"):
            fields.say(f"schema is {schema}, this version of countenance reads {SCHEMA}")
        order, timing, payment = (fields.table(name) for name in ("order", "timing", "payment"))
        deceptive = payment.truth("deceptive")
        protocol = cls(
            title=fields.text("title"),
            version=fields.text("version"),
            review_board=fields.text("review_board"),
            clips=tuple(ProtocolClip.of(table) for table in fields.tables("clips", "clip")),
            scheme=_scheme(order),
            seed=order.whole("seed"),
            baseline_s=timing.number("baseline_s", 0, _LONGEST_PAUSE_S),
            rest_s=timing.number("rest_s", 0, _LONGEST_PAUSE_S),
            payment_rule=payment.text("rule"),
            deceptive=deceptive,
            texts={
                language: Texts.of(table, deceptive=deceptive)
                for language, table in fields.table("texts").subtables()
            },
            questions=tuple(Question.of(table) for table in fields.tables("questions", "question")),
            self_report=SelfReportOptions.of(fields.table("self_report"))
            if fields.has("self_report")
            else SelfReportOptions(),
        )
        for table in (order, timing, payment, fields):
            table.finish()
        return protocol

    @property
    def digest(self) -> str:
        """SHA-256 of what the protocol says; comments and the order of tables in the file do not count."""
        return digest("protocol", SCHEMA, asdict(self))

    def order(self, participant: int) -> tuple[str, ...]:
        """Names of the clips in the order in which a participant sees them; see :func:`clip_order`."""
        return clip_order(
            [clip.name for clip in self.clips],
            [clip.emotion for clip in self.clips],
            self.scheme,
            seed=self.seed,
            participant=participant,
        )

    def clip(self, name: str) -> ProtocolClip:
        """The clip of a name.

        Raises
        ------
        InputError
            If there is none.
        """
        for clip in self.clips:
            if clip.name == name:
                return clip
        raise InputError(f"protocol {self.title} has no clip {name!r}")

    def language(self, language: str) -> Texts:
        """Texts in a language.

        Raises
        ------
        InputError
            If the protocol does not have it; nothing is shown in another one in its place.
        """
        if language not in self.texts:
            raise InputError(
                f"protocol {self.title} has no texts in {language!r}, only in {', '.join(self.texts)}"
            )
        return self.texts[language]

    def answers(self, question: Question, language: str, participant: int) -> tuple[str, ...]:
        """Right and wrong answers in an order that belongs to the participant."""
        self.language(language)
        text = question.texts[language]
        return shuffled([text.right, *text.wrong], "answers", self.seed, participant, question.name)


def _scheme(order: Fields) -> OrderScheme:
    word = order.text("scheme")
    if word not in set(OrderScheme):
        if word:
            order.say(f"scheme is {word!r}, expected one of {', '.join(OrderScheme)}")
        return OrderScheme.FIXED
    return OrderScheme(word)


def _contradictions(protocol: Protocol) -> list[str]:
    """What is wrong with a protocol whose parts are each sound."""
    found = [
        *(f"two clips are named {name}" for name in _repeated(clip.name for clip in protocol.clips)),
        *(f"two clips have the file {file}" for file in _repeated(clip.file for clip in protocol.clips)),
        *(f"two questions are named {name}" for name in _repeated(one.name for one in protocol.questions)),
    ]
    if not protocol.texts:
        found.append("texts has no language, a table like [texts.en] was expected")
    found += [
        f"texts: {language!r} is no language tag like en or zh-Hans"
        for language in protocol.texts
        if not _LANGUAGE.fullmatch(language)
    ]
    for question in protocol.questions:
        lacking = sorted(protocol.texts.keys() - question.texts.keys())
        found += [f"question {question.name} is not asked in {language}" for language in lacking]
        beyond = sorted(question.texts.keys() - protocol.texts.keys())
        found += [
            f"question {question.name} is asked in {language}, which texts lacks" for language in beyond
        ]
    if not found:
        try:
            protocol.order(1)
        except InputError as error:
            found.append(f"order: {error}")
    return found


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
