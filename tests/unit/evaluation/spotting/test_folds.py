"""Thresholds are chosen on training participants only."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from countenance.core import InputError
from countenance.evaluation.spotting import Truth, fit_threshold_in_folds, score_spotting

from .marks import found, label, people

WHO = {f"film{who}": who for who in "ABCD"}


def made(noise: dict[str, float]) -> tuple[Truth, list]:
    """Everybody shows two expressions, found with .8 and .6, and false alarms with a score of one's own."""
    truth = people(*(label(20 * i, 20 * i + 9, recording=film) for film in WHO for i in range(2)), **WHO)
    predictions = [
        mark
        for film, who in WHO.items()
        for mark in (
            found(0, 9, recording=film, score=0.8),
            found(20, 29, recording=film, score=0.6),
            *(found(100 + 20 * i, 109 + 20 * i, recording=film, score=noise[who]) for i in range(5)),
        )
    ]
    return truth, predictions


def test_thresholds_worked_by_hand():
    # Without A there are 6 labels. At .6 all are found, with D's 5 alarms: F1 12 / (6 + 11); at .8 half: 6 / 9.
    # Without D there is no alarm above .6.
    truth, predictions = made({"A": 0.1, "B": 0.1, "C": 0.1, "D": 0.7})
    fitted = fit_threshold_in_folds(truth, {"default": predictions})
    assert {c.participant: (c.threshold, round(c.training_f1, 3)) for c in fitted.choices} == {
        "A": (0.6, round(12 / 17, 3)),
        "B": (0.6, round(12 / 17, 3)),
        "C": (0.6, round(12 / 17, 3)),
        "D": (0.6, 1.0),
    }
    counts = fitted.scores.counts["all"]
    assert (counts.tp, counts.fp, counts.fn) == (8, 5, 0)
    assert any("chosen on training participants" in sentence for sentence in fitted.scores.remarks)


def test_the_best_threshold_with_all_labels_in_sight_is_not_taken():
    # A alone has alarms at .7: on everybody the best is .6, and so it is on the others; for A .8 would be best.
    truth, predictions = made({"A": 0.7, "B": 0.1, "C": 0.1, "D": 0.1})
    held_out = fit_threshold_in_folds(truth, {"default": predictions}).choices[0]
    own = score_spotting(
        people(*(one for one in truth.labels if one.recording == "filmA"), filmA="A"),
        [one for one in predictions if one.recording == "filmA"],
    ).curves["all"]
    assert held_out.threshold == 0.6
    assert own.thresholds[own.f1.argmax()] == 0.8


@pytest.mark.parametrize("who", sorted(WHO.values()))
@pytest.mark.parametrize("change", ["labels", "predictions"])
def test_held_out_data_changes_nothing_in_the_choice(who: str, change: str):
    truth, predictions = made({"A": 0.5, "B": 0.7, "C": 0.9, "D": 0.1})
    film = f"film{who}"
    before = {c.participant: c for c in fit_threshold_in_folds(truth, {"default": predictions}).choices}
    if change == "labels":
        other = tuple(one for one in truth.labels if one.recording != film)
        truth = replace(truth, labels=(*other, *(label(300 + i, 320 + i, recording=film) for i in range(9))))
    else:
        predictions = [one for one in predictions if one.recording != film]
        predictions += [found(0, 9, recording=film, score=0.123 + i / 7) for i in range(5)]
    after = {c.participant: c for c in fit_threshold_in_folds(truth, {"default": predictions}).choices}
    assert after[who] == before[who]
    assert after != before  # of the others it is training data


def test_settings_are_chosen_inside_the_fold_too():
    truth, predictions = made({"A": 0.9, "B": 0.9, "C": 0.9, "D": 0.9})
    clean = [one for one in predictions if one.interval.onset < 100]
    fitted = fit_threshold_in_folds(truth, {"noisy": predictions, "clean": clean})
    assert {choice.candidate for choice in fitted.choices} == {"clean"}
    assert fitted.scores.f1 == 1
    first = fit_threshold_in_folds(truth, {"one": clean, "same": clean})
    assert {choice.candidate for choice in first.choices} == {"one"}


def test_predictions_without_scores_are_kept_as_they_are():
    truth, predictions = made(dict.fromkeys("ABCD", 0.1))
    plain = [replace(one, score=None) for one in predictions]
    fitted = fit_threshold_in_folds(truth, {"default": plain})
    assert fitted.predictions == tuple(sorted(plain, key=lambda one: one.recording))
    assert all(choice.threshold == -math.inf for choice in fitted.choices)


def test_nothing_predicted_is_nothing_kept():
    truth, _ = made(dict.fromkeys("ABCD", 0.1))
    fitted = fit_threshold_in_folds(truth, {"silent": []})
    assert fitted.scores.counts["all"].fn == 8
    assert fitted.choices[0].training_f1 == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"candidates": {}}, "at least one candidate"),
        ({"group": "best"}, "'best' is no group"),
        ({"candidates": {"x": [found(0, 9, recording="nowhere")]}}, "x predicts in 'nowhere'"),
        (
            {"candidates": {"x": [found(0, 9, recording="filmA"), found(0, 9, recording="filmA", score=1)]}},
            "give each",
        ),
        ({"candidates": {"x": [found(0, 9, kind=None, recording="filmA")]}}, "choose group class_blind"),
        ({"truth": people(filmA="A", filmB="A")}, "there is one participant"),
        ({"truth": people(filmA="A", filmB="")}, "names no participant"),
    ],
)
def test_bad_input_is_refused(change: dict, message: str):
    truth, predictions = made(dict.fromkeys("ABCD", 0.1))
    given = {"truth": truth, "candidates": {"default": predictions}, **change}
    with pytest.raises(InputError, match=message):
        fit_threshold_in_folds(**given)
