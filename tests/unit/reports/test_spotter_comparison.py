"""The page that sets spotters side by side: figures and what they say in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from countenance.core import DatabaseInfo, ExpressionKind, Interval
from countenance.databases.simulated.long.truth import EVENTS
from countenance.evaluation.spotting import (
    LabelledInterval,
    PredictedInterval,
    ScoredRecording,
    SpotterComparison,
    Truth,
    compare_spotters,
)
from countenance.reports.spotter_comparison import write_spotter_comparison
from countenance.reports.spotter_figures import colours_of, intensity_figure, precision_recall_figure
from countenance.spotting import SpottingMethod

MACRO = ExpressionKind.MACRO


class Bare:
    """As much of a database as a comparison asks for."""

    def __init__(self, root: Path, name: str = "studio") -> None:
        self.root = root
        self.info = DatabaseInfo(
            name, "Studio", "nobody", "", "free", "here", 30.0, synthetic=name == "studio"
        )

    def recordings(self):
        return [type("Named", (), {"participant": who, "name": "a", "key": f"x/{who}/a"})() for who in "pq"]


def compared(root: Path, name: str = "studio", score: float | None = 0.5) -> SpotterComparison:
    rows = "".join(f"{who},a,10,12,49,macro,12,positive,{moved}\n" for who, moved in (("p", 0.5), ("q", 3.0)))
    (root / EVENTS).write_text(
        "participant,recording,onset,apex,offset,kind,action_units,emotion,displacement\n" + rows
    )
    films = [ScoredRecording(f"x/{who}/a", who) for who in "pq"]
    truth = Truth.of([LabelledInterval(film.name, Interval(10, 49), MACRO, 12) for film in films], films)
    found = [PredictedInterval("x/q/a", Interval(12, 49), MACRO, 13, score)]
    methods = [
        (SpottingMethod(title.lower(), title, f"{title} & <Co>", "", (), lambda: None), predictions)  # type: ignore[arg-type,return-value]
        for title, predictions in (("Silent", []), ("Finder", found))
    ]
    minutes = dict.fromkeys(("x/p/a", "x/q/a"), 1.0)
    return compare_spotters(Bare(root, name), truth, methods, minutes)  # type: ignore[arg-type]


def test_the_best_is_first_and_the_curves_go_through_the_counted_points(tmp_path: Path):
    comparison = compared(tmp_path)
    assert [one.method.name for one in comparison.methods] == ["finder", "silent"]
    figure = intensity_figure(comparison.methods, colours_of(comparison.methods))
    assert figure is not None
    kind, blind = figure.axes
    assert (kind.get_title(loc="left"), blind.get_title(loc="left")) == (
        "with the right kind",
        "whatever the kind",
    )
    line = kind.containers[0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), [0.0, 1.0])
    np.testing.assert_allclose(line.get_xdata(), [0.5, 3.0])
    curves = precision_recall_figure(comparison.methods, colours_of(comparison.methods))
    assert curves is not None
    assert [axes.get_title(loc="left") for axes in curves.axes] == ["all", "macro", "micro"]


def test_without_scores_or_displacements_there_is_no_such_figure(tmp_path: Path):
    comparison = compared(tmp_path, "casme2sq", score=None)
    assert all(not one.visible and not one.intensity for one in comparison.methods)
    assert intensity_figure(comparison.methods, colours_of(comparison.methods)) is None
    assert precision_recall_figure(comparison.methods, {}) is None
    write_spotter_comparison([comparison], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Recall against intensity" not in page
    assert "Visible events only" not in page
    assert (
        page.index("F1, measured here")
        < page.index("Published figures for Studio")
        < page.index("SpotFormer")
    )


def test_names_of_others_are_not_taken_for_markup(tmp_path: Path):
    write_spotter_comparison([compared(tmp_path)], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Finder &amp; &lt;Co&gt;" in page
    assert "0.00 at 0.5%, 1.00 at 3%" in page
    assert "Every recording has a label" in page


def test_colours_differ_and_that_of_the_default_stays():
    methods = [
        type("M", (), {"method": SpottingMethod(n, n, "", "", (), None)})() for n in ("b", "region-flow", "a")
    ]  # type: ignore[arg-type]
    colours = colours_of(methods)
    assert len(set(colours.values())) == 3
    assert colours["region-flow"] == colours_of([])["region-flow"]
