"""Applying: the journal, what is refused, failures and their repair."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from applying import attempts, execute, folder_of, rows, versions

from schemadiff.apply import (
    ApplyOptions,
    Confirmed,
    EntryState,
    Holder,
    Quiet,
    apply,
    baseline,
    current_version,
    down,
    force,
    goto,
    read_journal,
    status,
)
from schemadiff.core.errors import ApplyError, MigrationError, PermissionDenied, RefusedError, UsageError
from schemadiff.migration import Folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from schemadiff.apply import Status
    from schemadiff.parser import LocatedStatement

ONE = {
    "1_users.sql": "CREATE TABLE users (id int PRIMARY KEY);\nINSERT INTO users VALUES (1);",
    "1_users.down.sql": "DROP TABLE users;",
}
TWO = {"2_phone.sql": "ALTER TABLE users ADD phone text;", "2_phone.down.sql": "ALTER TABLE users DROP phone;"}
QUICK = ApplyOptions(lock_wait=0.5, lock_timeout=0.05, retry_for=0.5)


@pytest.fixture
def url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


def standing(url: str, folder: Folder) -> Status:
    with psycopg.connect(url, autocommit=True) as connection:
        return status(folder, read_journal(connection))


def states(url: str, folder: Folder) -> list[EntryState]:
    return [entry.state for entry in standing(url, folder).entries]


def name_of(url: str) -> str:
    return str(rows(url, "SELECT current_database()")[0][0])


def relation_exists(url: str, name: str) -> bool:
    return bool(rows(url, f"SELECT to_regclass('{name}') IS NOT NULL")[0][0])


def test_apply_status_and_down(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {**ONE, **TWO})
    assert states(url, folder) == [EntryState.PENDING, EntryState.PENDING]
    assert apply(url, folder, ApplyOptions(dry_run=True)).planned == ("1", "2")
    assert not relation_exists(url, "schemadiff.revisions")
    result = apply(url, folder)
    assert [(d.version, d.name, d.statements) for d in result.done] == [("1", "users", 2), ("2", "phone", 1)]
    assert states(url, folder) == [EntryState.APPLIED, EntryState.APPLIED]
    assert apply(url, folder).done == ()
    assert current_version(url) == "2"
    assert attempts(url) == [("done", None), ("done", None)]
    (row,) = rows(url, "SELECT r.xid = a.xid, applied_by = r.applied_by FROM schemadiff.revisions r "
                       "JOIN schemadiff.attempts a USING (version, applied_by) WHERE version = '2'")  # fmt: skip
    assert row == (True, True)
    assert [d.version for d in down(url, folder).done] == ["2"]
    assert versions(url) == ["1"]
    assert [d.version for d in apply(url, folder, ApplyOptions(count=1)).done] == ["2"]
    assert [d.version for d in goto(url, folder, "0").done] == ["2", "1"]
    assert not relation_exists(url, "users")
    assert [d.version for d in goto(url, folder, "1").done] == ["1"]
    with pytest.raises(UsageError, match="no migration has version 7"):
        apply(url, folder, ApplyOptions(to="7"))


def test_down_without_a_down_file(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"1_users.sql": ONE["1_users.sql"]})
    apply(url, folder)
    with pytest.raises(MigrationError, match="has no down file"):
        down(url, folder)
    assert versions(url) == ["1"]


def test_baseline_and_force(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE users (id int)")
    folder = folder_of(tmp_path, {**ONE, **TWO})
    assert baseline(url, folder, "1").baselined == ("1",)
    assert states(url, folder) == [EntryState.BASELINE, EntryState.PENDING]
    with pytest.raises(RefusedError, match="journal already"):
        baseline(url, folder, "2")
    assert [d.version for d in apply(url, folder).done] == ["2"]
    force(url, folder, "1")
    assert versions(url) == ["1"]
    assert force(url, folder, "2").baselined == ("2",)
    force(url, folder, "0")
    assert versions(url) == []


def test_force_shows_what_it_will_claim(url: str, tmp_path: Path) -> None:
    from schemadiff.api import migrate_force
    from schemadiff.api.config import Overrides, load_settings

    place = tmp_path / "database" / "migrations"
    place.mkdir(parents=True)
    apply(url, folder_of(place, ONE))
    with pytest.raises(ApplyError):
        apply(url, folder_of(place, {"2_bad.sql": "SELECT 1; SELECT 1 / 0;"}))
    folder_of(place, {"1_users.sql": "CREATE TABLE users (id bigint);"})
    settings = load_settings(Overrides(url=url), start=tmp_path, environ={})
    shown: list[str] = []
    migrate_force(settings, "2", approve=lambda claims, _: shown.extend(claims))
    assert shown == ["take as applied, as the file is now: 1_users", "mark as applied: 2_bad", "forget what was begun of: 2_bad"]
    assert states(url, Folder.read(place)) == [EntryState.BASELINE, EntryState.BASELINE]
    shown.clear()
    migrate_force(settings, "0", approve=lambda claims, _: shown.extend(claims))
    assert (shown, versions(url)) == (["forget: 1_users", "forget: 2_bad"], [])


def test_baseline_while_applying(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE users (id int)")
    folder = folder_of(tmp_path, {**ONE, **TWO})
    result = apply(url, folder, ApplyOptions(baseline="1"))
    assert (result.baselined, [d.version for d in result.done]) == (("1",), ["2"])


def test_an_applied_migration_was_edited(url: str, tmp_path: Path) -> None:
    apply(url, folder_of(tmp_path, ONE))
    edited = folder_of(tmp_path, {**TWO, "1_users.sql": "CREATE TABLE users (id bigint);"})
    assert states(url, edited) == [EntryState.EDITED, EntryState.PENDING]
    with pytest.raises(MigrationError, match=r"1_users.sql:1:1: error: 1_users was changed after it was applied"):
        apply(url, edited)
    assert versions(url) == ["1"]


def test_an_applied_migration_is_missing(url: str, tmp_path: Path) -> None:
    apply(url, folder_of(tmp_path, ONE))
    for name in ONE:
        (tmp_path / name).unlink()
    folder = folder_of(tmp_path, TWO)
    assert states(url, folder) == [EntryState.MISSING, EntryState.PENDING]
    with pytest.raises(MigrationError, match="1_users was applied, and its file is missing"):
        apply(url, folder)


def test_a_new_migration_is_older_than_the_last_applied(url: str, tmp_path: Path) -> None:
    apply(url, folder_of(tmp_path, {"3_c.sql": "SELECT 3;"}))
    folder = folder_of(tmp_path, TWO)
    assert states(url, folder) == [EntryState.OUT_OF_ORDER, EntryState.APPLIED]
    with pytest.raises(MigrationError, match="2_phone is older than 3"):
        apply(url, folder)


def test_an_edited_file_that_is_not_hashed(url: str, tmp_path: Path) -> None:
    folder_of(tmp_path, ONE)
    (tmp_path / "1_users.sql").write_text("DROP SCHEMA public CASCADE;")
    with pytest.raises(MigrationError, match="was changed after it was written"):
        apply(url, Folder.read(tmp_path))
    assert not relation_exists(url, "schemadiff.revisions")


def test_what_was_shown_is_not_what_is_found(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ONE)
    shown = Confirmed(pending=tuple((m.version, m.checksum) for m in folder.migrations), fingerprint="before")
    options = ApplyOptions(confirmed=shown)
    with pytest.raises(ApplyError, match="the database was changed"):
        apply(url, folder, options, fingerprint=lambda _: "after")
    with pytest.raises(ApplyError, match="other migrations are pending"):
        apply(url, folder_of(tmp_path, TWO), options, fingerprint=lambda _: "before")
    with pytest.raises(ApplyError, match="was changed meanwhile"):
        apply(url, folder)
    assert not relation_exists(url, "schemadiff.revisions")


def test_what_was_shown_is_applied_by_another(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {**ONE, **TWO})
    shown = Confirmed(pending=(("1", folder.migrations[0].checksum),), fingerprint="before")
    apply(url, folder, ApplyOptions(count=1))
    assert apply(url, folder, ApplyOptions(count=1, confirmed=shown), fingerprint=lambda _: "after").done == ()
    assert versions(url) == ["1"]


def test_a_failing_statement_in_the_middle(url: str, tmp_path: Path) -> None:
    bad = "CREATE TABLE a (id int);\n  INSERT INTO a\n    VALUES ('x');\nCREATE TABLE b (id int);"
    folder = folder_of(tmp_path, {"1_a.sql": bad})
    with pytest.raises(ApplyError) as caught:
        apply(url, folder)
    (found,) = caught.value.diagnostics
    assert str(found.location) == f"{tmp_path}/1_a.sql:3:13"
    assert "invalid input syntax for type integer" in found.message
    assert not relation_exists(url, "a")
    assert versions(url) == []
    assert attempts(url) == [("failed", "22P02")]
    assert rows(url, "SELECT statement FROM schemadiff.attempts") == [(1,)]
    entry = standing(url, folder).entries[0]
    assert (entry.state, entry.attempt and entry.attempt.sqlstate) == (EntryState.FAILED, "22P02")
    corrected = folder_of(tmp_path, {"1_a.sql": bad.replace("'x'", "1")})
    assert len(apply(url, corrected).done) == 1
    assert states(url, corrected) == [EntryState.APPLIED]


def test_a_deferred_constraint_fails_at_commit(url: str, tmp_path: Path) -> None:
    text = "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1), (1);"
    with pytest.raises(ApplyError, match=r"1_a: duplicate key .*\[23505\]"):
        apply(url, folder_of(tmp_path, {"1_a.sql": text}))
    assert not relation_exists(url, "a")
    assert attempts(url) == [("failed", "23505")]


def test_a_name_that_was_taken_is_not_taken_for_done(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int, b int)", "CREATE INDEX a_id ON a (b)", "CREATE TABLE p (k int) PARTITION BY LIST (k)")
    for text in (
        "CREATE INDEX CONCURRENTLY a_id ON a (id);",
        "DROP INDEX CONCURRENTLY nothing;",
        "ALTER TABLE p DETACH PARTITION a CONCURRENTLY;",
    ):
        for _ in range(2):
            with pytest.raises(ApplyError, match=r"already exists|does not exist|not a partition"):
                apply(url, folder_of(tmp_path, {"1_a.sql": text}))
    assert versions(url) == []


def test_a_failed_index_is_removed_when_its_statement_is(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1), (1)")
    invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
    for corrected in ("CREATE INDEX CONCURRENTLY a_id ON a (id);", "CREATE INDEX CONCURRENTLY other ON a (id);", "SELECT 1;"):
        with pytest.raises(ApplyError, match="could not create unique index"):
            apply(url, folder_of(tmp_path, {"1_a.sql": "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);"}))
        assert rows(url, invalid) == [(1,)]
        assert len(apply(url, folder_of(tmp_path, {"1_a.sql": corrected})).done) == 1
        assert rows(url, invalid) == [(0,)]
        execute(url, "DROP SCHEMA schemadiff CASCADE", "DROP INDEX IF EXISTS a_id, other")


def test_nothing_is_left_to_the_next_file(url: str, tmp_path: Path) -> None:
    first = "CREATE TABLE a (id int); CREATE TEMP TABLE b (id int); PREPARE p AS SELECT 1;" + "SELECT 1;" * 8 + "DEALLOCATE ALL; SELECT 1;"
    folder = folder_of(tmp_path, {"1_a.sql": first, "2_b.sql": "CREATE TABLE b (id int); PREPARE p AS SELECT 1;"})
    assert len(apply(url, folder).done) == 2
    assert relation_exists(url, "public.b")


def test_retries_are_bounded_by_number(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE users (id int)")
    watching = Watching()
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM users")
        with pytest.raises(ApplyError, match=rf"tried again 2 times; held by pid {other.info.backend_pid}"):
            apply(url, folder_of(tmp_path, TWO), ApplyOptions(lock_timeout=0.02, lock_retries=2), watching)
    assert watching.retries == 2


def test_old_snapshots_are_told_before_concurrently(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int)", "CREATE TABLE b (id int)")
    watching = Watching()
    with psycopg.connect(url) as other:
        other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT * FROM b")
        time.sleep(1.1)
        timer = threading.Timer(0.5, other.rollback)
        timer.start()
        assert len(apply(url, folder_of(tmp_path, {"1_a.sql": "CREATE INDEX CONCURRENTLY a_id ON a (id);"}), None, watching).done) == 1
        timer.join()
        assert watching.snapshots == [other.info.backend_pid]


def test_any_statement_that_releases_the_lock_is_told(url: str, tmp_path: Path) -> None:
    text = "CREATE TABLE a (id int);\nCREATE TABLE b AS SELECT pg_advisory_unlock_all()::text;\nCREATE TABLE c (id int);"
    with pytest.raises(ApplyError, match=r"1_a.sql:2:1: error: this statement released the lock"):
        apply(url, folder_of(tmp_path, {"1_a.sql": text}))
    assert not relation_exists(url, "a")


SEGMENTS = """
CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1);
-- schemadiff: no-transaction
CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);
-- schemadiff: transaction
CREATE TABLE b (id int);
"""


def test_an_invalid_index_is_rebuilt(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"1_a.sql": SEGMENTS})
    with pytest.raises(ApplyError, match=r"1_a.sql:4:1: error: could not create unique index"):
        apply(url, folder)
    assert rows(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass") == [(False,)]
    assert states(url, folder) == [EntryState.PARTIAL]
    execute(url, "DELETE FROM a", "INSERT INTO a VALUES (1)")
    assert len(apply(url, folder).done) == 1
    assert rows(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass") == [(True,)]
    assert rows(url, "SELECT count(*) FROM a") == [(1,)]
    assert relation_exists(url, "b")


def test_an_index_that_was_finished_is_gone_on_from(url: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"1_a.sql": SEGMENTS})
    with pytest.raises(ApplyError):
        apply(url, folder)
    execute(url, "DROP INDEX a_id", "DELETE FROM a", "CREATE UNIQUE INDEX a_id ON a (id)")
    assert len(apply(url, folder).done) == 1


def test_what_is_done_may_not_change(url: str, tmp_path: Path) -> None:
    with pytest.raises(ApplyError):
        apply(url, folder_of(tmp_path, {"1_a.sql": SEGMENTS}))
    with pytest.raises(ApplyError, match="part 1 of 1_a is applied already"):
        apply(url, folder_of(tmp_path, {"1_a.sql": SEGMENTS.replace("(1), (1)", "(1)")}))
    execute(url, "DELETE FROM a")
    later = folder_of(tmp_path, {"1_a.sql": SEGMENTS.replace("TABLE b", "TABLE c")})
    assert len(apply(url, later).done) == 1
    assert relation_exists(url, "c")


def test_a_migration_applied_in_part_is_missing(url: str, tmp_path: Path) -> None:
    with pytest.raises(ApplyError):
        apply(url, folder_of(tmp_path, {"1_a.sql": SEGMENTS}))
    (tmp_path / "1_a.sql").unlink()
    folder = folder_of(tmp_path, {"2_b.sql": "SELECT 1;"})
    assert states(url, folder) == [EntryState.MISSING, EntryState.PENDING]
    with pytest.raises(MigrationError, match="1_a was applied in part, and its file is missing"):
        apply(url, folder)
    force(url, folder, "2")
    assert versions(url) == ["2"]


def test_an_invalid_index_is_not_passed_over(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int)", "INSERT INTO a VALUES (1), (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(url, "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id)")
    text = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_id ON a (id);"
    with pytest.raises(ApplyError, match=r"index public.a_id is invalid"):
        apply(url, folder_of(tmp_path, {"1_a.sql": text}))


def test_commit_and_rollback_inside_a_file(url: str, tmp_path: Path) -> None:
    for word in ("COMMIT", "ROLLBACK", "END", "COMMIT; BEGIN"):
        folder = folder_of(tmp_path, {"1_a.sql": f"CREATE TABLE a (id int); {word}; CREATE TABLE b (id int);"})
        with pytest.raises(MigrationError, match="BEGIN, COMMIT and ROLLBACK have no place"):
            apply(url, folder)
        assert not relation_exists(url, "a")


def test_discard_all_inside_a_file(url: str, tmp_path: Path) -> None:
    inside = folder_of(tmp_path, {"1_a.sql": "CREATE TABLE a (id int); DISCARD ALL;"})
    with pytest.raises(MigrationError, match="cannot run in a transaction"):
        apply(url, inside)
    alone = folder_of(tmp_path, {"1_a.sql": "DISCARD ALL;"})
    with pytest.raises(ApplyError, match="released the lock"):
        apply(url, alone)
    assert versions(url) == []
    assert attempts(url) == [("failed", None)]


@pytest.mark.parametrize("call", ["SELECT pg_advisory_unlock_all()", "DO 'BEGIN PERFORM pg_advisory_unlock_all(); END'"])
def test_a_file_that_releases_the_lock(url: str, tmp_path: Path, call: str) -> None:
    folder = folder_of(tmp_path, {"1_a.sql": f"CREATE TABLE a (id int); {call}; CREATE TABLE b (id int);"})
    with pytest.raises(ApplyError, match="released the lock"):
        apply(url, folder)
    assert not relation_exists(url, "a")


def test_settings_of_a_file_end_with_it(url: str, tmp_path: Path) -> None:
    role = f"app_{name_of(url)}"
    execute(url, f'CREATE ROLE "{role}"', "CREATE SCHEMA app", f'GRANT ALL ON SCHEMA app TO "{role}"')
    try:
        first = f'SET ROLE "{role}"; SET search_path = app; CREATE TABLE a (id int);'
        files = {"1_a.sql": first, "2_b.sql": "CREATE TABLE b (id int); SELECT set_config('search_path', '', false);",
                 "3_c.sql": "CREATE TABLE c (id int);"}  # fmt: skip
        assert len(apply(url, folder_of(tmp_path, files)).done) == 3
        assert all(relation_exists(url, name) for name in ("app.a", "public.b", "public.c"))
    finally:
        execute(url, f'DROP OWNED BY "{role}"', f'DROP ROLE "{role}"')


def test_a_generated_file_runs_with_qualified_names_only(url: str, tmp_path: Path) -> None:
    text = "-- schemadiff migration x\n-- from:    f0\n-- to:      f1\n\nCREATE TABLE a (id int);"
    with pytest.raises(ApplyError, match=r"permission denied|pg_catalog"):
        apply(url, folder_of(tmp_path, {"1_a.sql": text}))
    apply(url, folder_of(tmp_path, {"1_a.sql": text.replace("TABLE a", "TABLE public.a")}))
    assert rows(url, "SELECT from_fingerprint, to_fingerprint FROM schemadiff.revisions") == [("f0", "f1")]


def test_a_procedure_that_commits(url: str, tmp_path: Path) -> None:
    text = """
        CREATE TABLE a (id int);
        CREATE PROCEDURE fill() LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.a VALUES (1); COMMIT; END';
        -- schemadiff: no-transaction
        SET application_name = 'filling';
        CALL fill();
        INSERT INTO a VALUES (2);
    """
    assert len(apply(url, folder_of(tmp_path, {"1_a.sql": text})).done) == 1
    assert rows(url, "SELECT id FROM a ORDER BY id") == [(1,), (2,)]


def test_detach_concurrently_that_was_done(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE p (k int) PARTITION BY LIST (k)", "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)")
    text = "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;\nDROP INDEX CONCURRENTLY nothing;"
    folder = folder_of(tmp_path, {"1_a.sql": text})
    with pytest.raises(ApplyError, match=r'1_a.sql:2:1: error: index "nothing" does not exist'):
        apply(url, folder)
    assert rows(url, "SELECT count(*) FROM pg_inherits") == [(0,)]
    corrected = folder_of(tmp_path, {"1_a.sql": text.replace("nothing", "IF EXISTS nothing")})
    assert len(apply(url, corrected).done) == 1


class Watching(Quiet):
    """Remembers who was waited for."""

    def __init__(self) -> None:
        self.holders: list[Holder | None] = []
        self.blockers: list[Holder] = []
        self.retries = 0
        self.snapshots: list[int] = []

    def waiting_for_lock(self, holder: Holder | None) -> None:
        self.holders.append(holder)

    def old_snapshots(self, statement: LocatedStatement, holders: tuple[Holder, ...]) -> None:  # noqa: ARG002
        self.snapshots += [h.pid for h in holders]

    def retrying(self, statement: LocatedStatement | None, blockers: tuple[Holder, ...], delay: float) -> None:  # noqa: ARG002
        self.retries += 1
        self.blockers += blockers


def test_a_lock_that_is_not_had_is_tried_again(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE users (id int)")
    folder = folder_of(tmp_path, TWO)
    watching = Watching()
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM users")
        with pytest.raises(ApplyError, match=rf"(?s)lock timeout.*held by pid {other.info.backend_pid}"):
            apply(url, folder, QUICK, watching)
        assert attempts(url) == [("failed", "55P03")]
        assert watching.blockers[0].pid == other.info.backend_pid
        threading.Timer(0.6, other.rollback).start()
        watching.retries = 0
        assert len(apply(url, folder, ApplyOptions(lock_timeout=0.05), watching).done) == 1
        assert watching.retries > 1


def test_another_applier_holds_the_lock(url: str, tmp_path: Path) -> None:
    from schemadiff.apply.lock import KEY

    watching = Watching()
    with psycopg.connect(url, autocommit=True, application_name="other one") as other:
        other.execute("SELECT pg_advisory_lock(%s)", (KEY,))
        with pytest.raises(ApplyError, match=r"another schemadiff is applying .*application other one"):
            apply(url, folder_of(tmp_path, ONE), QUICK, watching)
        assert watching.holders
        assert not relation_exists(url, "schemadiff.revisions")


def test_the_connection_is_cut(url: str, tmp_path: Path) -> None:
    text = "CREATE TABLE a (id int); SELECT pg_terminate_backend(pg_backend_pid());"
    folder = folder_of(tmp_path, {"1_a.sql": text})
    with pytest.raises(ApplyError, match="apply again"):
        apply(url, folder)
    assert not relation_exists(url, "a")
    assert len(apply(url, folder_of(tmp_path, {"1_a.sql": "CREATE TABLE a (id int);"})).done) == 1
    assert attempts(url) == [("lost", None), ("done", None)]


@pytest.mark.parametrize("committed", [True, False])
def test_the_answer_to_commit_is_lost(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, committed: bool) -> None:
    from schemadiff.apply.session import Session

    send = Session.run
    cuts = iter([True])

    def cut(self: Session, sql: str) -> psycopg.Cursor[object]:
        if sql != "COMMIT" or not next(cuts, False):
            return send(self, sql)
        pid = self.connection.info.backend_pid
        if committed:
            send(self, sql)
        execute(self.url, f"SELECT pg_terminate_backend({pid})")
        time.sleep(0.1)
        return send(self, "SELECT 1")

    monkeypatch.setattr(Session, "run", cut)
    folder = folder_of(tmp_path, {**ONE, **TWO})
    if committed:
        assert [d.version for d in apply(url, folder).done] == ["1", "2"]
    else:
        with pytest.raises(ApplyError, match="the server undid the transaction"):
            apply(url, folder)
        assert not relation_exists(url, "users")
        apply(url, folder)
    assert versions(url) == ["1", "2"]
    cuts = iter([True])
    if committed:
        assert [d.version for d in down(url, folder).done] == ["2"]
        assert versions(url) == ["1"]


def test_a_role_without_rights(url: str, tmp_path: Path) -> None:
    role = f"weak_{name_of(url)}"
    execute(url, f"CREATE ROLE \"{role}\" LOGIN PASSWORD 'weak'")
    weak = psycopg.conninfo.make_conninfo(url, user=role, password="weak")
    folder = folder_of(tmp_path, {**ONE, **TWO})
    try:
        with pytest.raises(PermissionDenied, match="journal cannot be created"):
            apply(weak, folder)
        apply(url, folder, ApplyOptions(count=1))
        with pytest.raises(PermissionDenied, match="journal cannot be read"):
            apply(weak, folder)
        grant = f'GRANT {{}} ON ALL TABLES IN SCHEMA schemadiff TO "{role}"'
        execute(url, f'GRANT USAGE ON SCHEMA schemadiff TO "{role}"', grant.format("SELECT"))
        with pytest.raises(PermissionDenied, match="permission denied for table attempts"):
            apply(weak, folder)
        execute(url, grant.format("ALL"))
        with pytest.raises(ApplyError, match="must be owner of table users"):
            apply(weak, folder)
        assert versions(url) == ["1"]
    finally:
        execute(url, f'DROP OWNED BY "{role}"', f'DROP ROLE "{role}"')
