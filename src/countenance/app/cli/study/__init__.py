"""``countenance study``: build a database, from people and stimuli to the published release."""

from __future__ import annotations

import typer

from countenance.app.cli.study import (
    agreement,
    coding,
    keeping,
    people,
    publishing,
    recording,
    settling,
    stimuli,
)

__all__ = ["app"]

app = typer.Typer(
    help="Build a database: people, recordings, coding by two coders, agreement, labels, release.",
    no_args_is_help=True,
)
keeping.register(app)
people.register(app)
stimuli.register(app)
recording.register(app)
coding.register(app)
agreement.register(app)
settling.register(app)
publishing.register(app)
