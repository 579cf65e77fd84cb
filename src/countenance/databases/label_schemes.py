"""Label schemes: named mappings from what a release says about a clip to the class that a method learns.

A scheme is data: which word of a clip it looks at, and a table from this word to a class, for each database or for
all. A clip without a class under a scheme is left out of an evaluation, and :meth:`LabelScheme.why_not` says why.

>>> from countenance.databases.label_schemes import label_scheme
>>> label_scheme("megc2019").classes
('negative', 'positive', 'surprise')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from countenance.core import Category, Clip, InputError
from countenance.databases.objective_classes import (
    OBJECTIVE_CLASSES,
    objective_class,
    published_objective_class,
)

__all__ = ["LABEL_SCHEMES", "LabelScheme", "label_scheme", "label_scheme_names"]

_EVERY = "*"


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """A named mapping from clips to classes.

    Parameters
    ----------
    name : str
        By which results and commands name it.
    title : str
        What it is, in a few words.
    classes : tuple of str
        Every class that it can give; empty where each database brings its own words.
    source : str
        Where the mapping is published.
    word : callable
        From a clip to the word that is looked up; None where the release says nothing.
    word_title : str
        What sentences call that word.
    tables : mapping of str to mapping of str to str, or None
        For each database, or for all under ``"*"``, the class of each word; None takes the word itself.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from countenance.core import Expression, ExpressionKind, Interval, Labels, Recording
    >>> film = Recording("casme2", "sub01", "EP02_01f", Fraction(200))
    >>> frown = Expression(Interval(0, 9), 4, ExpressionKind.MICRO, labels=Labels(published="repression"))
    >>> label_scheme("megc2019").label(Clip(film, "EP02_01f", frown))
    'negative'
    """

    name: str
    title: str
    classes: tuple[str, ...]
    source: str
    word: Callable[[Clip], str | None]
    word_title: str
    tables: Mapping[str, Mapping[str, str]] | None = None

    def label(self, clip: Clip) -> str | None:
        """The clip's class, None where the scheme has none for it."""
        word = self.word(clip)
        if word is None or self.tables is None:
            return word
        return self._table(clip).get(word)

    def why_not(self, clip: Clip) -> str:
        """Why the clip has no class, as the middle of a sentence; empty where it has one."""
        if self.label(clip) is not None:
            return ""
        if self.tables is not None and not self._table(clip):
            named = ", ".join(self.tables)
            return (
                f"the label scheme {self.name} has no table for the database {clip.database} (only {named})"
            )
        word = self.word(clip)
        if word is None:
            return f"it has no {self.word_title}, which the label scheme {self.name} needs"
        return f"its {self.word_title} {word!r} belongs to no class of the label scheme {self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Read-only mappings cannot be pickled, plain ones can."""
        tables = None if self.tables is None else {name: dict(table) for name, table in self.tables.items()}
        rest = (self.classes, self.source, self.word, self.word_title, tables)
        return type(self), (self.name, self.title, *rest)

    def _table(self, clip: Clip) -> Mapping[str, str]:
        assert self.tables is not None
        return self.tables.get(clip.database) or self.tables.get(_EVERY) or {}


def _published(clip: Clip) -> str | None:
    """The emotion word in lower case; where a reader keeps none, the category under which the release files it."""
    labels = clip.expression.labels
    word = (labels.published or "").strip().casefold()
    return word or _category(clip)


def _category(clip: Clip) -> str | None:
    category = clip.expression.labels.category
    return None if category is None else str(category)


def _objective(clip: Clip) -> str | None:
    return objective_class(clip.expression.action_units)


def _published_objective(clip: Clip) -> str | None:
    return published_objective_class(clip.expression.labels.objective_class)


def _table(**words: str) -> Mapping[str, str]:
    """Class to words as word to class.

    >>> dict(_table(negative="anger fear"))
    {'anger': 'negative', 'fear': 'negative'}
    """
    return MappingProxyType({word: name for name, listed in words.items() for word in listed.split()})


def _same(*names: str) -> Mapping[str, str]:
    return MappingProxyType({name: name for name in names})


_THREE = ("negative", "positive", "surprise")
_SMIC = ("smic_hs", "smic_vis", "smic_nir", "smic_e_hs", "smic_e_vis", "smic_e_nir")
_FIVE = tuple(OBJECTIVE_CLASSES[:5])
_DAVISON = "Davison et al. 2018, doi 10.3390/jimaging4100119"
_AU_CLASS = "objective class by action units"

_MEGC2019 = MappingProxyType(
    {
        **dict.fromkeys(_SMIC, _same(*_THREE)),
        "casme2": _table(negative="disgust repression", positive="happiness", surprise="surprise"),
        "samm": _table(
            negative="anger contempt disgust fear sadness", positive="happiness", surprise="surprise"
        ),
    }
)

_CASME2_FIVE = ("disgust", "happiness", "others", "repression", "surprise")
_SAMM_FIVE = ("anger", "contempt", "happiness", "other", "surprise")


def _schemes() -> Iterable[LabelScheme]:
    yield LabelScheme(
        "original", "the emotion word as published, in lower case", (), "each release", _published, "emotion"
    )
    yield LabelScheme(
        "four",
        "the four categories of CAS(ME)2",
        tuple(map(str, Category)),
        "Qu et al. 2016, doi 10.1007/978-3-319-39513-5_5",
        _category,
        "category",
        MappingProxyType({_EVERY: _same(*map(str, Category))}),
    )
    yield LabelScheme(
        "three",
        "the categories of CAS(ME)2 without 'other', for databases that MEGC2019 does not have",
        _THREE,
        "Qu et al. 2016, doi 10.1007/978-3-319-39513-5_5",
        _category,
        "category",
        MappingProxyType({_EVERY: _same(*_THREE)}),
    )
    yield LabelScheme(
        "megc2019",
        "the three classes of the Micro-Expression Grand Challenge 2019",
        _THREE,
        "See et al. 2019, doi 10.1109/FG.2019.8756611",
        _published,
        "emotion",
        _MEGC2019,
    )
    yield LabelScheme(
        "casme2-five",
        "the five emotions of CASME II",
        _CASME2_FIVE,
        "Yan et al. 2014, doi 10.1371/journal.pone.0086041",
        _published,
        "emotion",
        MappingProxyType({"casme2": _same(*_CASME2_FIVE)}),
    )
    yield LabelScheme(
        "samm-five",
        "the five most frequent emotions of SAMM",
        _SAMM_FIVE,
        "in common use; the words are those of the release",
        _published,
        "emotion",
        MappingProxyType({"samm": _same(*_SAMM_FIVE)}),
    )
    yield LabelScheme(
        "objective",
        "seven classes, computed from the action units",
        OBJECTIVE_CLASSES,
        _DAVISON,
        _objective,
        _AU_CLASS,
        MappingProxyType({_EVERY: _same(*OBJECTIVE_CLASSES)}),
    )
    yield LabelScheme(
        "objective-five",
        "classes I to V, computed from the action units",
        _FIVE,
        _DAVISON,
        _objective,
        _AU_CLASS,
        MappingProxyType({_EVERY: _same(*_FIVE)}),
    )
    yield LabelScheme(
        "objective-published",
        "seven classes, as the release gives them",
        OBJECTIVE_CLASSES,
        _DAVISON,
        _published_objective,
        "published objective class",
        MappingProxyType({_EVERY: _same(*OBJECTIVE_CLASSES)}),
    )


LABEL_SCHEMES: Mapping[str, LabelScheme] = MappingProxyType({scheme.name: scheme for scheme in _schemes()})
"""Every scheme by name."""


def label_scheme_names() -> list[str]:
    """Names of all schemes, sorted."""
    return sorted(LABEL_SCHEMES)


def label_scheme(name: str) -> LabelScheme:
    """A scheme by name.

    Raises
    ------
    InputError
        If there is none; the message lists what there is.

    Examples
    --------
    >>> label_scheme("seven")
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: there is no label scheme 'seven'; known: casme2-five, four, megc2019, ...
    """
    try:
        return LABEL_SCHEMES[name]
    except KeyError:
        known = ", ".join(label_scheme_names())
        raise InputError(f"there is no label scheme {name!r}; known: {known}") from None
