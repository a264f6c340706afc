"""200 random pairs of schemas, the same in every run; `task soak` tries them by the thousand."""

from __future__ import annotations

from collections import Counter

import pytest
from generated.pairs import pair
from generated.trial import Outcome, attempt

BATCHES, EACH = 10, 20


@pytest.mark.parametrize("batch", range(BATCHES))
def test_pairs_go_there_and_back(server, batch):
    counts = Counter()
    for seed in range(batch * EACH + 1, (batch + 1) * EACH + 1):
        tried = attempt(server, *pair(seed))
        counts[tried.outcome] += 1
        assert tried.outcome is not Outcome.FAILED, f"python tests/soak.py --seed {seed} --pairs 1: {tried.why}"
    assert counts[Outcome.REFUSED] * 10 <= EACH, "PostgreSQL loads nearly all of them"


def test_a_seed_gives_the_same_pair():
    assert pair(7) == pair(7)
    assert pair(7) != pair(8)
