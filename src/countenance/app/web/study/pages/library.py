"""Every expression as a strip of onset, apex and offset."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
