"""Administration: accounts, assignments, consent texts, withdrawal, log, backup."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
