"""Definitions of facts: frozen dataclasses, made without the code that `dataclass` generates and compiles for each class.

There are as many of them as kinds, and every command imports them all: compiling took longer than all else of the import.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

Class = TypeVar("Class", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def definition(cls: Class) -> Class:
    """`cls` as a frozen, slotted dataclass with keyword arguments; fields with `compare=False` do not count for equality."""
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)
    compared = [f.name for f in fields(made) if f.compare]
    key: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _: ()

    def equal(self: Any, other: object) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    made.__init__ = _init
    made.__repr__ = _repr
    made.__eq__ = equal
    made.__hash__ = lambda self: hash(key(self))
    made.__setattr__ = made.__delattr__ = _refuse
    found: Class = made
    return found


def _init(self: Any, **values: Any) -> None:
    names = self.__slots__
    if len(values) != len(names):
        values = {**_defaults(self), **values}
    put = object.__setattr__
    try:
        for name in names:
            put(self, name, values[name])
    except KeyError:
        names = ()
    if len(values) != len(names):
        raise TypeError(f"{type(self).__name__} takes {', '.join(self.__slots__)}; given were {', '.join(values)}")
    after = getattr(self, "__post_init__", None)
    if after is not None:
        after()


def _defaults(self: Any) -> dict[str, Any]:
    found = {f.name: f.default for f in fields(self) if f.default is not MISSING}
    return found | {f.name: f.default_factory() for f in fields(self) if f.default_factory is not MISSING}


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in self.__slots__)})"


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {name} of a {type(self).__name__}")
