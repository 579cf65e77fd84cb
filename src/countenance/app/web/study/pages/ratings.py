"""Ratings of stimuli: a rater watches clips in random order; what all raters said."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
