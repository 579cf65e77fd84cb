from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from countenance.core.errors import DatabaseError
from countenance.core.parcels import Parcel


class Counted:
    """Counts how often it is pickled."""

    pickled = 0

    def __reduce__(self):
        Counted.pickled += 1
        return Counted, ()


def test_the_value_is_pickled_once_and_not_copied_at_home():
    value = Counted()
    parcel = Parcel(value)
    assert parcel.open() is value
    sent = {pickle.dumps(parcel) for _ in range(5)}
    assert len(sent) == 1
    assert Counted.pickled == 1
    assert parcel.open() is value
    assert isinstance(pickle.loads(sent.pop()).open(), Counted)


def test_a_received_parcel_can_be_sent_on():
    received = pickle.loads(pickle.dumps(Parcel([1, 2])))
    assert pickle.loads(pickle.dumps(received)).open() == [1, 2]


def refuse() -> None:
    raise DatabaseError("the release is not to be seen here")


class Unopenable:
    def __reduce__(self):
        return refuse, ()


def open_parcel(parcel: Parcel[Unopenable]) -> object:
    return parcel.open()


def test_what_cannot_be_unpickled_is_told_by_the_task_and_kills_no_worker():
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        with pytest.raises(DatabaseError, match="not to be seen here"):
            pool.submit(open_parcel, Parcel(Unopenable())).result()
        assert pool.submit(abs, -1).result() == 1
