"""Sessions: begun by an experimenter, gone through by a participant, watched on a monitor."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
