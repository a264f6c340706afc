"""The migration folder: names, checksums, headers, segments, writing. No database is needed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from schemadiff.core.errors import MigrationError, SqlError, UsageError
from schemadiff.core.identity import ObjectId
from schemadiff.core.plan import Hazard, HazardCode, Plan, Statement
from schemadiff.migration import (
    SUM_FILE,
    About,
    Folder,
    check_name,
    create,
    derive_name,
    next_version,
    parse_segments,
    read_header,
    render,
    verify,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ABOUT = About(name="x", created=NOW, proof="replayed", tool="schemadiff 0.1.0")


def folder_of(path: Path, files: dict[str, str], *, hashed: bool = True) -> Folder:
    for name, text in files.items():
        (path / name).write_text(text)
    if hashed:
        write(Folder.read(path))
    return Folder.read(path)


def codes(folder: Folder) -> list[str]:
    return [d.code for d in verify(folder)]


def test_all_forms_of_names_sort_as_they_apply(tmp_path: Path) -> None:
    names = ["0001_first.up.sql", "0001_first.down.sql", "0002.sql", "20260102_030405_b.sql", "20260102030406_c.sql"]
    folder = folder_of(tmp_path, dict.fromkeys(names, "SELECT 1;"))
    assert [m.label for m in folder.migrations] == ["0001_first", "0002", "20260102030405_b", "20260102030406_c"]
    assert [m.down_text is not None for m in folder.migrations] == [True, False, False, False]
    assert folder.get("1") == folder.migrations[0]
    assert folder.get("20260102_030405") == folder.migrations[2]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["20260102030405_a.sql", "20260102030405_b.sql"], ["20260102030405_a.sql", "20260102030405_b.sql"]),
        (["20260102030405_a.sql", "20260102_030405_b.sql"], ["20260102030405_a.sql", "20260102_030405_b.sql"]),
        (["1_a.sql", "001_b.sql"], ["1_a.sql", "001_b.sql"]),
        (["users.sql"], ["users.sql", "YYYYMMDDHHMMSS"]),
        (["1_a.down.sql"], ["1_a.down.sql"]),
    ],
)
def test_names_that_are_refused(tmp_path: Path, names: list[str], told: list[str]) -> None:
    with pytest.raises(MigrationError) as caught:
        folder_of(tmp_path, dict.fromkeys(names, ""))
    assert all(text in str(caught.value) for text in told)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        Folder.read(tmp_path / "nowhere")
    assert Folder.read(tmp_path / "nowhere", missing_ok=True).migrations == ()


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "1_a.sql").write_bytes("SELECT 1;\n-- caf\xe9".encode("latin-1"))
    with pytest.raises(SqlError, match=r"1_a.sql:2:7: .*not UTF-8"):
        Folder.read(tmp_path)


def test_byte_order_mark_and_crlf_do_not_change_the_checksum(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"1_a.sql": "SELECT 1;\nSELECT 2;\n"})
    (tmp_path / "1_a.sql").write_bytes(b"\xef\xbb\xbfSELECT 1;\r\nSELECT 2;\r\n")
    again = Folder.read(tmp_path)
    assert again.migrations[0].checksum == folder.migrations[0].checksum
    assert codes(again) == []
    assert [s.text for s in parse_segments(again.migrations[0])[0].statements] == ["SELECT 1", "SELECT 2"]


FILES = {"1_a.sql": "SELECT 1;", "2_b.sql": "SELECT 2;", "2_b.down.sql": "SELECT -2;", "4_d.sql": "SELECT 4;"}


def test_what_the_checksum_file_tells_apart(tmp_path: Path) -> None:
    assert codes(folder_of(tmp_path, FILES)) == []
    (tmp_path / "2_b.sql").write_text("SELECT 3;")
    assert codes(Folder.read(tmp_path)) == ["sum-edited"]
    (tmp_path / "2_b.sql").write_text("SELECT 2;")
    (tmp_path / "5_e.sql").write_text("SELECT 5;")
    assert codes(Folder.read(tmp_path)) == ["sum-added"]
    (tmp_path / "5_e.sql").rename(tmp_path / "3_c.sql")
    assert codes(Folder.read(tmp_path)) == ["sum-out-of-order"]
    (tmp_path / "3_c.sql").unlink()
    (tmp_path / "4_d.sql").unlink()
    assert codes(Folder.read(tmp_path)) == ["sum-missing"]


def test_no_checksum_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FILES, hashed=False)
    (finding,) = verify(folder)
    assert finding.code == "sum-none"
    assert "schemadiff migrate hash" in (finding.hint or "")
    with pytest.raises(MigrationError, match="migrate hash"):
        create(folder, version="5", name="e", text="SELECT 5;")


def test_a_merge_and_a_loss_are_told_apart(tmp_path: Path) -> None:
    base = {"1_a.sql": "SELECT 1;"}
    ours = folder_of(tmp_path, {**base, "2_b.sql": "SELECT 2;"}).sums or ""
    (tmp_path / "2_b.sql").unlink()
    theirs = folder_of(tmp_path, {**base, "3_c.sql": "SELECT 3;"}).sums or ""
    (tmp_path / "2_b.sql").write_text("SELECT 2;")
    merged = "\n".join([*ours.splitlines(), theirs.splitlines()[-1], ""])
    (tmp_path / SUM_FILE).write_text(merged)
    assert codes(Folder.read(tmp_path)) == ["sum-merged"]
    (tmp_path / SUM_FILE).write_text("<<<<<<< HEAD\n" + merged)
    assert codes(Folder.read(tmp_path)) == ["sum-merged"]
    lines = (folder_of(tmp_path, {}).sums or "").splitlines()
    (tmp_path / "2_b.sql").unlink()
    (tmp_path / SUM_FILE).write_text("\n".join([lines[0], lines[1], lines[3], ""]))
    assert codes(Folder.read(tmp_path)) == ["sum-lines-lost"]
    (tmp_path / SUM_FILE).write_text("something else")
    assert codes(Folder.read(tmp_path)) == ["sum-unreadable"]


def test_names_of_migrations() -> None:
    assert derive_name(["add column public.users.phone"]) == "add_users_phone"
    several = ["create index public.i", "add column public.users.phone", "drop view app.v"]
    assert derive_name(several) == "add_users_phone_and_2_more"
    assert derive_name(["create table public.users", "add table constraint public.users.pk"]) == "create_users"
    assert derive_name(["create function app.f(integer, text)"]) == "create_function_app_f"
    assert derive_name(['create table public."Größe \n x"']) == "create_grosse_x"
    assert derive_name([]) == "change"
    long = derive_name(["add column public." + "x" * 63 + "." + "y" * 63, "drop index public.z"])
    assert len(long) == 60
    assert long.endswith("_and_1_more")
    with pytest.raises(UsageError):
        check_name("…")


def test_versions_are_later_than_the_newest(tmp_path: Path) -> None:
    assert next_version(Folder.read(tmp_path), NOW) == "20260102030405"
    folder = folder_of(tmp_path, {"20260102030459_a.sql": ""})
    assert next_version(folder, NOW) == "20260102030500"
    assert next_version(folder_of(tmp_path, {"99999999999999_z.sql": ""}), NOW) == "100000000000000"


def plan(*statements: Statement, summaries: tuple[str, ...] = ()) -> Plan:
    return Plan(statements=statements, current="f0", desired="f1", summaries=summaries)


def test_a_rendered_plan_reads_back(tmp_path: Path) -> None:
    hazard = Hazard(code=HazardCode.DATA_LOSS, message="drops\nrows", object=ObjectId("table", ("public", "t")))
    made = plan(
        Statement(sql="ALTER TYPE public.e ADD VALUE 'x'", summary="add value", commit_after=True),
        Statement(sql="ALTER TABLE public.t ALTER c SET DEFAULT 'x'", summary="set default"),
        Statement(sql="CREATE INDEX CONCURRENTLY i ON public.t (c)", summary="index", transactional=False),
        Statement(sql="CREATE INDEX CONCURRENTLY j ON public.t (c)", summary="index", transactional=False),
        Statement(sql="DROP TABLE public.u -- gone", summary="drop", hazards=(hazard,)),
        Statement(sql="SELECT '-- schemadiff: transaction'", summary="x\n-- schemadiff: no-transaction"),
        summaries=("drop table public.u", "create x\n-- schemadiff: no-transaction"),
    )
    about = About(name="x", created=NOW, proof="replayed", tool="schemadiff 0.1.0", allow=("DATA_LOSS",))
    migration = create(Folder.read(tmp_path), version="1", name="x", text=render(made, about), down_text="SELECT 1;")
    segments = parse_segments(migration)
    assert [s.transactional for s in segments] == [True, True, False, False, True]
    assert [s.text for segment in segments for s in segment.statements] == [s.sql for s in made.statements]
    header = read_header(migration.text)
    assert (header.generated, header.current, header.desired) == (True, "f0", "f1")
    assert header.allow == ("DATA_LOSS",)
    assert "hazards: DATA_LOSS: drops rows" in migration.text
    assert codes(Folder.read(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("BEGIN; SELECT 1; SELECT 2; COMMIT;", [(True, 2)]),
        ("CREATE INDEX CONCURRENTLY i ON t (a);", [(False, 1)]),
        ("SELECT 1;\n-- schemadiff: no-transaction\nVACUUM t;\n-- schemadiff: transaction\nSELECT 2;",
         [(True, 1), (False, 1), (True, 1)]),
        ("SAVEPOINT a; SELECT 1; ROLLBACK TO a;", [(True, 3)]),
        ("-- nothing\n", []),
    ],
)  # fmt: skip
def test_segments_of_files_written_by_hand(tmp_path: Path, text: str, segments: list[tuple[bool, int]]) -> None:
    migration = folder_of(tmp_path, {"1_a.sql": text}).migrations[0]
    assert [(s.transactional, len(s.statements)) for s in parse_segments(migration)] == segments
    assert not read_header(text).generated


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT 1;\nCOMMIT;\nSELECT 2;", ":2:1: error: BEGIN, COMMIT"),
        ("SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);", ":2:1: error: this statement cannot run in a transaction"),
        ("CREATE INDEX CONCURRENTLY ON t (a);", ":1:1: error: CREATE INDEX CONCURRENTLY without a name"),
    ],
)
def test_segments_that_are_refused(tmp_path: Path, text: str, place: str) -> None:
    migration = folder_of(tmp_path, {"1_a.sql": text}).migrations[0]
    with pytest.raises(MigrationError) as caught:
        parse_segments(migration)
    assert place in str(caught.value)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"1_a.sql": "SELECT 1;"})
    (tmp_path / "2_b.sql").write_text("mine")
    before = {p.name: p.read_text() for p in tmp_path.iterdir()}
    with pytest.raises(MigrationError, match="exists"):
        create(folder, version="2", name="b", text="SELECT 2;", down_text="SELECT -2;")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == before


FULL = """
import resource, sys
from pathlib import Path
from schemadiff.migration import Folder, create
folder = Folder.read(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
create(folder, version="2", name="b", text="SELECT 2;", down_text="SELECT 3;" * 1000)
"""


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    folder_of(tmp_path, {"1_a.sql": "SELECT 1;"})
    before = {p.name: p.read_text() for p in tmp_path.iterdir()}
    ended = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "MigrationError: cannot write" in ended.stderr
    assert "nothing was written" in ended.stderr
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == before
