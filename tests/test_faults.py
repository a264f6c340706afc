"""A short campaign of faults; the whole one is `task faults` (docs/reliability.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from faults.fixtures import FIXTURES
from faults.lab import Lab, lab
from faults.proxy import Strike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.scratch import ScratchServer


@pytest.fixture(scope="module")
def trials(server: ScratchServer) -> Iterator[Lab]:
    with server.database() as url, lab(url) as opened:
        yield opened


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f.name)
def test_killed_at_some_boundaries(trials: Lab, fixture):
    _, _, messages, _ = trials.known(fixture)
    for number in sorted(trials.random.sample(range(1, messages + 1), 5)):
        after = trials.random.random() < 0.5
        assert trials.killed(fixture, number, after=after) == [], f"message {number} of {messages}, after: {after}"


@pytest.mark.parametrize("half_open", [False, True])
@pytest.mark.parametrize("after", [False, True])
def test_cut_at_commit(trials: Lab, after, half_open):
    fixture = FIXTURES[0]
    _, _, _, commits = trials.known(fixture)
    for number in ([commits] if half_open else range(1, commits + 1)):
        strike = Strike(number=number, at_commit=True, after=after, half_open=half_open)
        assert trials.cut(fixture, strike) == [], f"COMMIT {number}"


def test_terminated(trials: Lab):
    for fixture in FIXTURES[1:4]:
        assert trials.terminated(fixture) == []


@pytest.mark.parametrize("count", [2, 6])
def test_several_at_once(trials: Lab, count):
    assert trials.crowd(FIXTURES[2], count, kill=count > 2) == []


def test_deadlock_and_no_lock(trials: Lab):
    assert trials.deadlocked() == []
    assert trials.no_lock() == []
