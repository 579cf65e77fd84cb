"""Where a study is kept: records in SQLite or PostgreSQL, files by their SHA-256, and a log of all changes.

================  ==================================================================
module            what it does
================  ==================================================================
``records``       the rows, one class for each table
``store``         reading and writing of records: :class:`Store`
``audit``         the log, each entry with the hash of the one before
``media``         files of a study: :class:`MediaFolder`
``verification``  whether everything is as the log says: :func:`verify`
``backup``        a study in one file, and back
``migrating``     tables of earlier versions
``schema``        tables made from records; ``connections`` to the databases
================  ==================================================================

This is the only folder that knows SQLAlchemy.
"""

from countenance.store.backup import BackedUp, back_up, restore
from countenance.store.media import KeptFile, MediaFolder
from countenance.store.migrating import REVISION, migrate
from countenance.store.store import Reader, Store, Writer
from countenance.store.verification import Verified, clean, verify

__all__ = [
    "REVISION",
    "BackedUp",
    "KeptFile",
    "MediaFolder",
    "Reader",
    "Store",
    "Verified",
    "Writer",
    "back_up",
    "clean",
    "migrate",
    "restore",
    "verify",
]
