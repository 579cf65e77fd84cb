"""A process that writes a log until it is killed, and says after each event that it is kept."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from countenance.study.elicitation.event_log import EventLog
from countenance.study.elicitation.events import Event, EventKind

if __name__ == "__main__":
    now = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)
    with EventLog(Path(sys.argv[1])) as log:
        number = len(log.events)
        print("ready", flush=True)
        while True:
            log.append(
                [Event(number, float(number), now, now, EventKind.NOTE, data={"text": "x" * (number % 5000)})]
            )
            print(number, flush=True)
            number += 1
