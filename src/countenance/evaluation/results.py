"""A baseline as a file: everything a reader needs to trust a figure or to run it again."""

from __future__ import annotations

from typing import Any

from countenance.evaluation.baseline import Baseline
from countenance.evaluation.bootstrap import LEVEL, RESAMPLES
from countenance.evaluation.left_out import problem_dict
from countenance.evaluation.paper import PAPER_N, TABLE_5, sample_sizes_of
from countenance.evaluation.scores import Scores
from countenance.evaluation.versions import versions
from countenance.features import LBPTOPSettings
from countenance.recognition import N_FRAMES, N_REGIONS
from countenance.recognition.svm import COEF0, COST, DEGREE, GAMMA

__all__ = ["FINDING_304", "results_dict", "versions"]

FINDING_304 = (
    f"The paper's text counts {PAPER_N} samples and 302 folds, but each of the 48 accuracies in its Table 5 is a "
    "whole number of right answers out of 304, and of no other size near it: "
    f"{', '.join(map(str, sample_sizes_of(list(TABLE_5.values()), range(290, 320))))} is the only one between 290 "
    "and 319. The table was therefore computed on 304 samples."
)


def results_dict(baseline: Baseline) -> dict[str, Any]:
    """The content of ``results.json``.

    ``cells`` lists, in the order of Table 5, the settings, the paper's accuracy as a fraction, and for each
    protocol accuracy, UF1, UAR, n, the confusion matrix (truth in rows, order of ``labels``) and 95% participant
    bootstrap intervals.
    """
    info, samples = baseline.database.info, baseline.samples
    return {
        "schema": 1,
        "database": {"name": info.name, "title": info.title, "synthetic": info.synthetic},
        "n": len(samples.clips),
        "participants": len(set(samples.groups.tolist())),
        "labels": sorted(set(samples.labels.tolist())),
        "manifest": samples.manifest,
        "n_dropped": baseline.n_dropped,
        "dropped": [problem_dict(problem) for problem in baseline.dropped],
        "remarks": [problem_dict(problem) for problem in baseline.problems if not problem.fatal],
        "corrections": [c.to_dict() for c in getattr(baseline.database, "corrections", ())],
        "method": {
            "interpolation": baseline.interpolation,
            "frames": N_FRAMES,
            "regions": N_REGIONS,
            "classifier": {
                "kernel": "polynomial",
                "gamma": GAMMA,
                "coef0": COEF0,
                "degree": DEGREE,
                "C": COST,
            },
            "bootstrap": {"unit": "participant", "resamples": RESAMPLES, "level": LEVEL, "seed": 0},
        },
        "cells": [_cell(settings, scores) for settings, scores in baseline.cells.items()],
        "references": {
            protocol: {name: scores.to_dict() for name, scores in rows.items()}
            for protocol, rows in baseline.references.items()
        },
        "finding_304": FINDING_304,
        "versions": versions(),
    }


def _cell(settings: LBPTOPSettings, scores: dict[str, Scores]) -> dict[str, Any]:
    paper = TABLE_5.get(settings)
    return {
        "rx": settings.rx,
        "ry": settings.ry,
        "rt": settings.rt,
        "points": settings.points,
        "mapping": settings.mapping,
        "paper_accuracy": None if paper is None else paper / 100,
        "results": {protocol: score.to_dict() for protocol, score in scores.items()},
    }
