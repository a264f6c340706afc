"""Definitions behave as the frozen dataclasses that they are."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from schemadiff.core.definition import definition
from schemadiff.objects import KINDS


@definition
class Sample:
    one: str
    two: int = 2
    apart: tuple[str, ...] = field(default=(), compare=False)


@definition
class Bare:
    pass


def test_it_compares_by_its_values():
    assert Sample(one="x") == Sample(two=2, one="x", apart=("not", "compared"))
    assert hash(Sample(one="x")) == hash(Sample(one="x", apart=("y",)))
    assert Sample(one="x") != Sample(one="y")
    assert Bare() == Bare()
    assert Bare() != Sample(one="x")


def test_it_is_frozen_and_can_be_replaced():
    made = Sample(one="x")
    with pytest.raises(FrozenInstanceError):
        made.one = "y"
    with pytest.raises(FrozenInstanceError):
        del made.one
    assert replace(made, one="y") == Sample(one="y")
    assert repr(made) == "Sample(one='x', two=2, apart=())"


@pytest.mark.parametrize("values", [{}, {"two": 1}, {"one": "x", "three": 3}, {"one": "x", "two": 1, "apart": (), "three": 3}])
def test_wrong_arguments_are_refused(values):
    with pytest.raises(TypeError, match="Sample takes one, two, apart"):
        Sample(**values)


def test_every_kind_has_one():
    for kind in KINDS:
        assert kind.definition.__init__ is Sample.__init__, kind.name
        assert tuple(kind.definition.__slots__) == tuple(f.name for f in fields(kind.definition))
