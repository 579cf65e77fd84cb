"""The reference page names everything that a result holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from countenance.study.agreement import CLASSIFICATIONS, LANDMARKS, AgreementOptions, agreement

from .coders import coded, event

PAGE = Path(__file__).parents[4] / "docs/reference/agreement.md"
BY_NAME = {"by_unit", "within"}


def keys(told: Any) -> Iterator[str]:
    if isinstance(told, list):
        for one in told:
            yield from keys(one)
    elif isinstance(told, dict):
        for key, inner in told.items():
            yield key
            yield from keys([*inner.values()] if key in BY_NAME else inner)


def test_every_field_is_named():
    passes = [coded("A", event(0, 9, "1")), coded("B", event(0, 9)), coded("C", recording="other")]
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert set(keys(agreement(passes).to_dict())) <= named
    assert {*AgreementOptions().to_dict(), *CLASSIFICATIONS, *LANDMARKS} <= named
