"""Requests whose content stops coming."""

from __future__ import annotations

import asyncio

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.types import Message

from countenance.app.web.study.answers import answer_errors
from countenance.app.web.study.bodies import PatientBodies


class Words(BaseModel):
    text: str


def test_nobody_is_waited_for_without_end():
    app = FastAPI(openapi_url=None)
    answer_errors(app)

    def words(given: Words) -> None:
        raise AssertionError(given)

    app.post("/api/slow")(words)
    answers: list[Message] = []
    parts = iter([{"type": "http.request", "body": b'{"text": "be', "more_body": True}])

    async def receive() -> Message:
        for part in parts:
            return part
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/slow", "raw_path": b"/api/slow", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")], "scheme": "http",
    }  # fmt: skip
    asyncio.run(PatientBodies(app, 0.01)(scope, receive, send))
    assert answers[0]["status"] == 408
    assert answers[1]["body"] == b'{"error":"What was to be sent did not come."}'
