"""Two codings side by side, and an arbiter's decisions."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
