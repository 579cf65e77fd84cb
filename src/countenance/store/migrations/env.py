"""Runs revisions in the transaction of whoever asks for them."""

from __future__ import annotations

from alembic import context

from countenance.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
