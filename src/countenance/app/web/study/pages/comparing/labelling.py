"""Labels of what was settled, and categories that a person chooses."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.comparing.answered import Arbiter
from countenance.core import Category, DurationPolicy
from countenance.store import Reader
from countenance.store.records import Decision, Film, Label
from countenance.study.labelling import LabelledExpression
from countenance.study.settlement import (
    label_all,
    labelled_study,
    open_items,
    override_category,
    stale_labels,
)
from countenance.study.settlement.desk import hidden_from
from countenance.study.settlement.labels import LabelledStudy

__all__ = ["router"]

router = APIRouter()


@router.get("/compare/labels")
def labels(
    request: Request,
    site: SiteOf,
    visitor: Arbiter,
    policy: Annotated[DurationPolicy | None, Query()] = None,
) -> Response:
    """What labelling would give: what is kept, why the rest is not, and what a person has to look at."""
    with site.study.reading() as reader:
        hidden = hidden_from(reader, visitor.name)
        films = {one.name: one.id for one in reader.find(Film) if one.id not in hidden}
        kept = {one.decision: one for one in reader.find(Label)}
        policies = {one.labels["duration_policy"] for one in kept.values()}
        chosen = policy or (DurationPolicy(policies.pop()) if policies else DurationPolicy.ONSET_TO_OFFSET)
        study, stale = labelled_study(reader, chosen, hidden), stale_labels(reader, hidden)
        n_open = sum(one.recording in films for one in open_items(reader))
    settled = {one.id for one in study.decisions.values()}
    return page(
        request,
        "comparing/labels.html",
        selection=study.selection,
        policy=chosen,
        policies=list(DurationPolicy),
        categories=list(Category),
        stale=stale,
        unlabelled=len(settled - kept.keys()),
        n_labelled=len(settled & kept.keys()),
        n_open=n_open,
        rows=[_row(one, study, films, kept) for one in study.expressions],
    )


@router.post("/compare/labels")
def label(site: SiteOf, visitor: Arbiter, policy: Annotated[DurationPolicy, Form()]) -> Response:
    """Label everything that was settled; what a person chose stays."""
    with site.study.writing(visitor.name) as writer:
        label_all(writer, visitor.name, policy)
    return RedirectResponse("/compare/labels", 303)


@router.post("/compare/labels/{decision}")
def override(
    site: SiteOf,
    visitor: Arbiter,
    decision: Annotated[str, Path(max_length=100)],
    category: Annotated[Category, Form()],
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """File an expression under another category than the rules do."""
    with site.study.writing(visitor.name) as writer:
        _check_shown(writer, visitor.name, decision)
        override_category(writer, visitor.name, decision, category, reason.strip())
    return RedirectResponse("/compare/labels", 303)


def _check_shown(reader: Reader, name: str, decision: str) -> None:
    found = reader.first(Decision, id=decision)
    if found is not None and found.film in hidden_from(reader, name):
        raise HTTPException(
            403, "You have still to code this recording yourself, or its participant withdrew."
        )


def _row(
    one: LabelledExpression, study: LabelledStudy, films: dict[str, str], kept: dict[str, Label]
) -> dict[str, Any]:
    decision, told = study.decisions[one.movement.key], one.labelling.to_dict()
    held = kept.get(decision.id)
    return {
        "clip": one.movement.name,
        "film": films[one.movement.recording.name],
        "decision": decision.id,
        "movement": decision.first or decision.second,
        "kind": str(one.kind),
        "milliseconds": one.duration.milliseconds,
        "action_units": decision.settled["action_units"],
        "automatic": told["automatic"],
        "override": None if held is None else held.override,
        "by": "" if held is None else held.overridden_by,
        "reason": "" if held is None else held.reason,
        "rule": "; ".join(told["rules"][:1]) or told["basis"],
        "questions": told["questions"],
        "is_labelled": held is not None,
    }
