"""Every label scheme: its words, its classes, and why a clip has none."""

from __future__ import annotations

import pickle

import pytest

from countenance.core import Category, InputError
from countenance.databases.label_schemes import LABEL_SCHEMES, label_scheme, label_scheme_names

from .in_memory import clip

EVERY = pytest.mark.parametrize("name", label_scheme_names())


def test_names():
    assert label_scheme_names() == sorted(LABEL_SCHEMES)
    assert {"original", "four", "three", "megc2019", "objective", "objective-published"} <= set(LABEL_SCHEMES)
    assert all(scheme.name == name for name, scheme in LABEL_SCHEMES.items())


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match=r"no label scheme 'five'.*megc2019.*original"):
        label_scheme("five")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("happiness", "positive"),
        ("disgust", "negative"),
        ("repression", "negative"),
        ("surprise", "surprise"),
        ("others", None),
        ("sadness", None),
        ("fear", None),
    ],
)
def test_megc2019_of_casme2(word: str, expected: str | None):
    assert label_scheme("megc2019").label(clip("casme2", published=word)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [(word, "negative") for word in ("Anger", "Contempt", "Disgust", "Fear", "Sadness")]
    + [("Happiness", "positive"), (" Surprise ", "surprise"), ("Other", None), ("repression", None)],
)
def test_megc2019_of_samm(word: str, expected: str | None):
    assert label_scheme("megc2019").label(clip("samm", published=word)) == expected


@pytest.mark.parametrize(
    "database", ["smic_hs", "smic_vis", "smic_nir", "smic_e_hs", "smic_e_vis", "smic_e_nir"]
)
def test_megc2019_takes_smic_as_it_is(database: str):
    scheme = label_scheme("megc2019")
    assert [scheme.label(clip(database, published=word)) for word in scheme.classes] == list(scheme.classes)


def test_megc2019_has_no_table_for_other_databases():
    stranger = clip("casme2sq", published="happiness")
    assert label_scheme("megc2019").label(stranger) is None
    assert "no table for the database casme2sq" in label_scheme("megc2019").why_not(stranger)


def test_the_papers_four_and_three():
    for category in Category:
        sample = clip("casme2sq", category=category)
        assert label_scheme("four").label(sample) == category
        assert label_scheme("three").label(sample) == (None if category is Category.OTHER else category)
    assert (
        label_scheme("four").why_not(clip("mmew")) == "it has no category, which the label scheme four needs"
    )


def test_original_is_the_published_word_or_else_the_category():
    assert label_scheme("original").label(clip("samm", published=" Contempt")) == "contempt"
    assert label_scheme("original").label(clip("casme2sq", category=Category.OTHER)) == "other"
    assert label_scheme("original").label(clip("samm")) is None
    assert "it has no emotion" in label_scheme("original").why_not(clip("samm"))


def test_objective_classes_are_computed_and_the_published_ones_are_kept_apart():
    sample = clip("casme3_a", units="4+7", objective_class="7")
    assert label_scheme("objective").label(sample) == "III"
    assert label_scheme("objective-published").label(sample) == "VII"
    assert label_scheme("objective-five").label(sample) == "III"
    assert label_scheme("objective-five").label(clip("samm", units="20")) is None
    assert "'VI' belongs to no class" in label_scheme("objective-five").why_not(clip("samm", units="20"))


def test_five_emotions_of_single_databases():
    assert label_scheme("casme2-five").label(clip("casme2", published="others")) == "others"
    assert label_scheme("casme2-five").label(clip("casme2", published="fear")) is None
    assert label_scheme("casme2-five").label(clip("samm", published="others")) is None
    assert label_scheme("samm-five").label(clip("samm", published="Other")) == "other"
    assert label_scheme("samm-five").label(clip("samm", published="Disgust")) is None


@EVERY
def test_tables_give_no_class_that_the_scheme_does_not_name(name: str):
    scheme = label_scheme(name)
    if scheme.tables is None:
        assert scheme.classes == ()
        return
    given = {label for table in scheme.tables.values() for label in table.values()}
    assert given == set(scheme.classes)
    assert len(set(scheme.classes)) == len(scheme.classes)


@EVERY
def test_a_clip_has_a_class_or_a_reason_never_both(name: str):
    scheme = label_scheme(name)
    samples = [
        clip(database, published=word, units=units, category=category, objective_class="II")
        for database in ("casme2", "samm", "smic_hs", "casme2sq", "mmew")
        for word in (None, "others", "happiness", "nonsense")
        for units in ("", "4", "14or23")
        for category in (None, Category.OTHER)
    ]
    for sample in samples:
        assert (scheme.label(sample) is None) == bool(scheme.why_not(sample))


@EVERY
def test_schemes_reach_other_processes(name: str):
    copied = pickle.loads(pickle.dumps(label_scheme(name)))
    assert copied == label_scheme(name)
    samples = [clip(database, published="happiness", units="4") for database in ("casme2", "samm", "mmew")]
    assert [copied.label(sample) for sample in samples] == [label_scheme(name).label(s) for s in samples]
    assert label_scheme(name).title
    assert label_scheme(name).source
