"""The first version of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Make all tables."""
    _records("study", _text("name"), _text("created_at"), _flag("synthetic"), _text("settings"))
    _records(
        "account",
        _text("name"),
        _text("roles"),
        _flag("active"),
        _text("password", optional=True),
        unique=[["name"]],
    )
    _records(
        "participant",
        _text("pseudonym"),
        _number("number"),
        _text("facts"),
        unique=[["pseudonym"], ["number"]],
    )
    _records(
        "identity",
        _text("participant", to="participant"),
        _text("name"),
        _text("contact"),
        _text("payment"),
        unique=[["participant"]],
    )
    _records(
        "consent_text",
        _text("title"),
        _text("language"),
        _text("text"),
        _text("digest"),
        _text("items"),
        unique=[["digest"]],
    )
    _records(
        "consent",
        _text("participant", to="participant"),
        _text("consent_text", to="consent_text"),
        _text("given_at"),
        _text("items"),
    )
    _records("medium", _text("digest"), _number("size"), _text("suffix"), _text("name"), unique=[["digest"]])
    _records(
        "stimulus",
        _text("name"),
        _text("digest"),
        _float("seconds"),
        _text("emotion", optional=True),
        _text("medium", to="medium", optional=True),
        _flag("chosen"),
        unique=[["name"]],
    )
    _records(
        "rating",
        _text("rater"),
        _text("stimulus", to="stimulus"),
        _text("emotions"),
        _number("intensity"),
        unique=[["rater", "stimulus"]],
    )
    _records("protocol", _text("title"), _text("digest"), _text("content"), unique=[["digest"]])
    _records(
        "session",
        _text("participant", to="participant"),
        _text("protocol", to="protocol"),
        _text("started_at"),
        _text("order"),
        _text("state"),
    )
    _records(
        "session_event",
        _text("session", to="session"),
        _number("sequence"),
        _text("content"),
        unique=[["session", "sequence"]],
    )
    _records(
        "film",
        _text("name"),
        _text("participant", to="participant"),
        _text("medium", to="medium", optional=True),
        _text("fps"),
        _number("n_frames"),
        _text("times"),
        _text("session", to="session", optional=True),
        _text("stimulus", to="stimulus", optional=True),
        _number("take"),
        _text("level"),
        _text("report"),
        unique=[["name"]],
    )
    _records(
        "report",
        _text("film", to="film"),
        _number("onset"),
        _number("offset"),
        _text("emotion", optional=True),
        _number("intensity", optional=True),
        _text("text"),
        _text("not_emotional"),
    )
    _records(
        "assignment",
        _text("film", to="film"),
        _text("coder", to="account"),
        _number("place"),
        _text("submitted_at", optional=True),
        unique=[["film", "coder"]],
    )
    _records(
        "mark",
        _text("assignment", to="assignment"),
        _number("onset"),
        _number("apex", optional=True),
        _number("offset", optional=True),
        _text("action_units"),
        _text("upper", optional=True),
        _text("lower", optional=True),
        _text("excluded", optional=True),
        _number("confidence", optional=True),
        _text("note"),
    )
    _records(
        "decision",
        _text("film", to="film"),
        _text("first", to="mark", optional=True),
        _text("second", to="mark", optional=True),
        _text("action"),
        _text("arbiter"),
        _text("reason"),
        _text("settled"),
    )
    _records(
        "label",
        _text("decision", to="decision"),
        _text("labels"),
        _text("excluded", optional=True),
        _text("override", optional=True),
        _text("overridden_by"),
        _text("reason"),
        unique=[["decision"]],
    )
    _records("release", _text("profile"), _text("made_at"), _text("participants"), _text("manifest"))
    _records(
        "tombstone",
        _text("pseudonym"),
        _number("number"),
        _text("withdrawn_at"),
        _text("releases"),
        _text("removed"),
        _text("pending"),
        _flag("scrubbed"),
        unique=[["pseudonym"]],
    )
    op.create_table(
        "history",
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("entity_id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("at", "actor", "content")),
    )
    op.create_table(
        "audit",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("at", "actor", "action", "entity", "entity_id")),
        _number("version"),
        *(_text(name) for name in ("digest", "note", "previous")),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    op.create_index("ix_audit_entity_id", "audit", ["entity_id"])
    _let_nobody_change_the_log()


def _records(name: str, *columns: sa.Column[Any], unique: Sequence[Sequence[str]] = ()) -> None:
    keys = (sa.Column("id", sa.Text, primary_key=True), _number("version"), _text("salt"))
    groups = [sa.UniqueConstraint(*group, name=f"uq_{name}_{'_'.join(group)}") for group in unique]
    op.create_table(name, *keys, *columns, *groups)
    for column in columns:
        if column.foreign_keys:
            op.create_index(f"ix_{name}_{column.name}", name, [column.name])


def _text(name: str, *, to: str = "", optional: bool = False) -> sa.Column[Any]:
    target = [sa.ForeignKey(f"{to}.id")] if to else []
    return sa.Column(name, sa.Text, *target, nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=optional)


def _float(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Float, nullable=optional)


def _flag(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=optional)


def _let_nobody_change_the_log() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{action.lower()} BEFORE {action} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
    )
