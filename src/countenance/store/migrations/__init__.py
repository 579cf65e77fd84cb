"""The tables of every version, as Alembic makes them one from the other."""
