"""Ratings of stimuli: a rater watches clips in random order; what all raters said, and which clips are chosen."""

from countenance.app.web.study.pages.ratings import rater, stimuli, summary

__all__ = ["ROUTERS"]

ROUTERS = (rater.router, summary.router, stimuli.router)
