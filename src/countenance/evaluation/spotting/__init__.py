"""Evaluation of spotting: labels and their odd cases, one-to-one matching, pooled counts, and how others count."""

from countenance.evaluation.spotting.comparison import (
    FalseAlarms,
    MethodScores,
    SpotterComparison,
    compare_spotters,
)
from countenance.evaluation.spotting.comparison_files import save_comparisons
from countenance.evaluation.spotting.counts import GROUPS, Counts
from countenance.evaluation.spotting.curves import PrecisionRecall, precision_recall
from countenance.evaluation.spotting.folds import FoldChoice, FoldedThresholds, fit_threshold_in_folds
from countenance.evaluation.spotting.intensity import RecallAt, displacements_of, recall_by_intensity
from countenance.evaluation.spotting.intervals import (
    LabelledInterval,
    PredictedInterval,
    ScoredRecording,
    Truth,
    predicted,
)
from countenance.evaluation.spotting.legacy import LEGACY, LegacyScores, score_as
from countenance.evaluation.spotting.matching import IOU
from countenance.evaluation.spotting.policies import POLICIES, Policies
from countenance.evaluation.spotting.published import PUBLISHED, PublishedSpotting
from countenance.evaluation.spotting.recognising import SpotThenRecognise
from countenance.evaluation.spotting.scores import ScoreRow, SpottingScores, score_spotting
from countenance.evaluation.spotting.tables import predictions_of_table, read_tables, truth_of_table
from countenance.evaluation.spotting.timing import FrameErrors
from countenance.evaluation.spotting.truths import truth_of
from countenance.evaluation.spotting.visible import VISIBLE, count_visible

__all__ = [
    "GROUPS",
    "IOU",
    "LEGACY",
    "POLICIES",
    "PUBLISHED",
    "VISIBLE",
    "Counts",
    "FalseAlarms",
    "FoldChoice",
    "FoldedThresholds",
    "FrameErrors",
    "LabelledInterval",
    "LegacyScores",
    "MethodScores",
    "Policies",
    "PrecisionRecall",
    "PredictedInterval",
    "PublishedSpotting",
    "RecallAt",
    "ScoreRow",
    "ScoredRecording",
    "SpotThenRecognise",
    "SpotterComparison",
    "SpottingScores",
    "Truth",
    "compare_spotters",
    "count_visible",
    "displacements_of",
    "fit_threshold_in_folds",
    "precision_recall",
    "predicted",
    "predictions_of_table",
    "read_tables",
    "recall_by_intensity",
    "save_comparisons",
    "score_as",
    "score_spotting",
    "truth_of",
    "truth_of_table",
]
