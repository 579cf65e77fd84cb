"""Coding: what a coder has to do, and where he does it."""

from __future__ import annotations

from fastapi import APIRouter

__all__ = ["router"]

router = APIRouter()
