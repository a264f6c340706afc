"""A failure of schemadiff's own leaves both schemas behind, as a case that repeats it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemadiff.api.report import case_kept
from schemadiff.core.errors import ProofError
from schemadiff.diff import create_script
from schemadiff.sources import open_session
from schemadiff.verify import prove


def test_a_wrong_plan_is_kept_as_a_case(tmp_path):
    old, new = tmp_path / "a.sql", tmp_path / "b.sql"
    old.write_text("CREATE TABLE t (a int);")
    new.write_text("CREATE TABLE t (a bigint); COMMENT ON TABLE t IS 'it''s';")
    with open_session("embedded") as session:
        current, desired = session.snapshot(str(old)), session.snapshot(str(new))
        with pytest.raises(ProofError) as caught, case_kept(current, desired):
            prove(session, current, desired, create_script(session.empty()))
        folder = Path(re.search(r"are in (\S+):", caught.value.diagnostics[-1].message)[1])
        assert session.snapshot(str(folder / "old.sql")).fingerprint == current.fingerprint
        assert session.snapshot(str(folder / "new.sql")).fingerprint == desired.fingerprint
    assert folder.stat().st_mode & 0o077 == 0
