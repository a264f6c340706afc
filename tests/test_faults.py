"""A short campaign of faults; the whole one is `task faults` (docs/reliability.md)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from applying import execute
from faults import contention, files, servers
from faults.fixtures import FIXTURES
from faults.invariants import violations
from faults.lab import Lab, lab
from faults.proxy import FOR_LONG, Strike

from schemadiff.apply import apply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.scratch import ScratchServer


@pytest.fixture(scope="module")
def trials(server: ScratchServer) -> Iterator[Lab]:
    with server.database() as url, lab(url) as opened:
        yield opened


def test_the_invariants_can_fail(trials: Lab):
    fixture = FIXTURES[0]
    folder, reference, _, _ = trials.known(fixture)
    for harm, letter in (
        ("DELETE FROM schemadiff.revisions WHERE version = '2'", "a"),
        ("CREATE INDEX i ON a (id); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass", "b"),
        ("INSERT INTO a VALUES (9)", "c"),
    ):
        trials.prepare(fixture)
        apply(trials.url, folder)
        execute(trials.url, harm)
        assert letter in {found[0] for found in violations(trials.url, folder, fixture, reference)}, harm


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f.name)
def test_killed_at_some_boundaries(trials: Lab, fixture):
    _, _, messages, _ = trials.known(fixture)
    for number in sorted(trials.random.sample(range(1, messages + 1), 2)):
        after = trials.random.random() < 0.5
        assert trials.killed(fixture, number, after=after) == [], f"message {number} of {messages}, after: {after}"


@pytest.mark.parametrize("half_open", [0, 1])
@pytest.mark.parametrize("after", [False, True])
def test_cut_at_commit(trials: Lab, after, half_open):
    fixture = FIXTURES[0]
    _, _, _, commits = trials.known(fixture)
    for number in [commits] if half_open else range(1, commits + 1):
        strike = Strike(number=number, at_commit=True, after=after, half_open=half_open)
        assert trials.cut(fixture, strike) == [], f"COMMIT {number}"


def test_a_session_that_the_network_forgot_is_ended(trials: Lab):
    fixture = FIXTURES[0]
    begun = time.monotonic()
    assert trials.cut(fixture, Strike(number=trials.known(fixture)[3], at_commit=True, half_open=FOR_LONG)) == []
    assert time.monotonic() - begun < FOR_LONG / 2


@pytest.mark.parametrize("words", files.REFUSED[4::3])
def test_a_hostile_file(trials: Lab, words):
    assert files.refused(trials, words) == []


@pytest.mark.parametrize("words", files.BORNE[::3])
def test_a_file_that_changes_the_session(trials: Lab, words):
    assert files.borne(trials, words) == []


def test_clients_wait_no_longer_than_the_lock_timeout(trials: Lab):
    told = contention.measured(trials, 0.2, hold=1.5)
    assert told.outcome == "done 1"
    assert told.p99 < 0.2 + 0.1


def test_no_room_for_temporary_files(trials: Lab):
    assert servers.temporary_files(trials, servers.FULL[1]) == []


def test_the_server_is_killed():
    with servers.killable() as (server, trials):
        assert servers.server_killed(trials, server, FIXTURES[2]) == []


def test_terminated(trials: Lab):
    for fixture in FIXTURES[1:4]:
        assert trials.terminated(fixture) == []


@pytest.mark.parametrize("count", [2, 6])
def test_several_at_once(trials: Lab, count):
    assert trials.crowd(FIXTURES[2], count, kill=count > 2) == []


def test_deadlock_and_no_lock(trials: Lab):
    assert trials.deadlocked() == []
    assert trials.no_lock() == []
