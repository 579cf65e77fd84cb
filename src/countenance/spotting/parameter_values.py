"""Values of parameters as JSON holds them, so that two of them read alike only where they are alike."""

from __future__ import annotations

import copyreg
import json
import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

__all__ = ["dataclass_fields", "exact_value"]

_PROTOCOL = 4
"""Of pickling, in which objects of other types tell what they are made of."""
_SHORT = 64
"""Bytes that are told themselves; of more, only their SHA-256."""


def exact_value(value: Any) -> Any:
    """A value as JSON holds it; whatever JSON does not know stands below the name of its type.

    A dataclass is told by the fields that it is made with, an array by type, shape and SHA-256 of its content, any
    other object by what pickling would keep of it. What cannot be told, for example a lock or a local function, is
    told in another way each time, so that it is never taken for something else.

    Parameters
    ----------
    value : object

    Examples
    --------
    >>> from decimal import Decimal
    >>> exact_value([3, 0.5, "left", None])
    [3, 0.5, 'left', None]
    >>> exact_value({"sizes": (8, 9), "step": Decimal("0.10")})
    {'dict': [['sizes', {'tuple': [8, 9]}], ['step', {'decimal.Decimal': ['0.10']}]]}
    """
    try:
        return _told(value, ())
    except RecursionError:
        return _untold()


def dataclass_fields(value: Any) -> dict[str, Any]:
    """What an instance of a dataclass was made with; nothing of any other value."""
    if isinstance(value, type) or not is_dataclass(value):
        return {}
    return {field.name: getattr(value, field.name) for field in fields(value) if field.init}


def _told(value: Any, above: tuple[int, ...]) -> Any:
    """Of a value within others, whose identities are given so that a circle ends."""
    if value is None or type(value) in {bool, int, str} or (type(value) is float and math.isfinite(value)):
        return value
    if id(value) in above:
        return {"the one above": len(above) - above.index(id(value))}
    above = (*above, id(value))
    if type(value) is list:
        return [_told(one, above) for one in value]
    return {_name(type(value)): _content(value, above)}


def _content(value: Any, above: tuple[int, ...]) -> Any:
    """Of what JSON does not know."""
    kind = next((wide for wide in (type, np.generic) if isinstance(value, wide)), type(value))
    tell: Callable[[Any, tuple[int, ...]], Any] = _fields if is_dataclass(value) else _reduced
    return _TELLERS.get(kind, tell)(value, above)


def _each(values: Iterable[Any], above: tuple[int, ...]) -> list[Any]:
    return [_told(one, above) for one in values]


def _unordered(values: Iterable[Any], above: tuple[int, ...]) -> list[Any]:
    return sorted(_each(values, above), key=json.dumps)


def _pairs(value: Mapping[Any, Any], above: tuple[int, ...]) -> list[Any]:
    return [_each(pair, above) for pair in value.items()]


def _fields(value: Any, above: tuple[int, ...]) -> dict[str, Any]:
    return {name: _told(one, above) for name, one in dataclass_fields(value).items()}


def _bytes(value: bytes | bytearray, above: tuple[int, ...]) -> Any:  # noqa: ARG001
    return value.hex() if len(value) <= _SHORT else {"sha256": sha256(value).hexdigest()}


def _array(value: Any, above: tuple[int, ...]) -> dict[str, Any]:
    value = np.asarray(value)
    told: dict[str, Any] = {"dtype": repr(value.dtype), "shape": list(value.shape)}
    if value.dtype.hasobject:
        return told | {"values": _told(value.tolist(), above)}
    return told | {"sha256": sha256(value.tobytes()).hexdigest()}


def _reduced(value: Any, above: tuple[int, ...]) -> Any:
    """What pickling would keep, without its order of bytes, which depends on what else is in memory."""
    try:
        reduce: Any = copyreg.dispatch_table.get(type(value))
        parts: Any = value.__reduce_ex__(_PROTOCOL) if reduce is None else reduce(value)
    except Exception:  # whatever an object raises that cannot be told
        return _untold()
    if isinstance(parts, str):
        return [getattr(value, "__module__", None), parts]
    whole: list[Any] = [*parts, None, None, None]
    made_by, arguments, state, items, pairs = whole[:5]
    told = _each(arguments, above)
    if made_by is not type(value):
        told = [_told(made_by, above), *told]
    more = [state, None if items is None else list(items), None if pairs is None else list(pairs)]
    while more and more[-1] is None:
        more.pop()
    return [*told, *_each(more, above)]


def _own_name(value: Any, above: tuple[int, ...]) -> str:  # noqa: ARG001
    """A class or function as it can be imported; one without such a name may hold anything."""
    name = _name(value)
    return _untold() if "<" in name else name


def _name(value: Any) -> str:
    module, name = getattr(value, "__module__", None), value.__qualname__
    return name if module in {None, "builtins"} else f"{module}.{name}"


def _untold() -> str:
    return f"cannot be told: {uuid.uuid4().hex}"


_TELLERS: Mapping[Any, Callable[[Any, tuple[int, ...]], Any]] = {
    float: lambda value, _: repr(value),
    bytes: _bytes,
    bytearray: _bytes,
    tuple: _each,
    dict: _pairs,
    set: _unordered,
    frozenset: _unordered,
    np.ndarray: _array,
    np.generic: _array,
    ModuleType: lambda value, _: value.__name__,
    type: _own_name,
    FunctionType: _own_name,
}
"""Of exactly these types: an heir may hold more, which pickling knows."""
