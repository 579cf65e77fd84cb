"""Frames and films of recordings, to whoever may see them."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
