"""Scratch servers and development databases, with real servers and killed processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from schemadiff.connect import connect
from schemadiff.core.errors import ScratchError, UsageError
from schemadiff.scratch import EmbeddedDatabase, client_program, embedded, local, open_scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemadiff.scratch import ScratchServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

SCRATCH_USER = """
import time
from schemadiff.scratch import open_scratch
began = time.perf_counter()
with open_scratch("embedded") as server:
    took = time.perf_counter() - began
    with server.database() as url:
        print(url, took, flush=True)
        input()
"""
PROJECT_USER = """
import sys
from pathlib import Path
from schemadiff.scratch import EmbeddedDatabase
with EmbeddedDatabase(Path(sys.argv[1])).use() as url:
    print(url, flush=True)
    input()
"""


@contextmanager
def child(code: str, cache: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Python process with a cache of its own, and the first line it writes; its input's end lets it go on."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(command, env=environment, stdin=-1, stdout=-1, text=True) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def servers(folder: Path) -> list[int]:
    """Processes of servers and watchers under a folder, by what they were started with."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


def test_a_database_is_empty_ours_and_dropped(server: ScratchServer):
    with server.database() as url, connect(url) as connection:
        name = connection.info.dbname
        assert name.startswith("schemadiff_")
        assert connection.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone() == (0,)
        encoding = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        assert connection.execute(encoding).fetchone() == ("UTF8",)
    assert not exists(server, name)
    assert (server.own, server.superuser, server.major) == (True, True, embedded().major)
    assert server.bin == embedded().bin


def test_a_database_is_dropped_after_an_error_and_while_used(server: ScratchServer):
    with ExitStack() as stack:
        with pytest.raises(RuntimeError, match="mine"), server.database() as url:
            connection = stack.enter_context(connect(url))
            name = connection.info.dbname
            connection.execute("CREATE TABLE public.t (i int PRIMARY KEY)")
            connection.execute("CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p WITH (connect = false)")
            connection.execute("SELECT pg_create_logical_replication_slot('kept_slot', 'pgoutput')")
            raise RuntimeError("mine")
        assert not exists(server, name)
        connection.close()


def test_two_processes_have_two_servers(tmp_path):
    with child(SCRATCH_USER, tmp_path) as (one, first), child(SCRATCH_USER, tmp_path) as (two, second):
        hosts = {line.split()[0].partition("?")[2] for line in (first, second)}
        assert len(hosts) == 2
        finish(one)
        connect(second.split()[0]).close()
        finish(two)
    assert servers(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_server_outlives_a_killed_process(tmp_path, number):
    with child(SCRATCH_USER, tmp_path) as (process, line):
        assert servers(tmp_path)
        process.send_signal(number)
        process.wait(10)
        assert eventually(lambda: servers(tmp_path) == [])
    # Its database is gone with the next one that has its slot, and so are roles.
    with child(SCRATCH_USER, tmp_path) as (process, again):
        name = line.split()[0].partition("?")[0].rpartition("/")[2]
        with connect(again.split()[0]) as connection:
            names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        assert name not in names
        finish(process)


def test_roles_do_not_stay(tmp_path):
    with child(SCRATCH_USER, tmp_path) as (process, line):
        with connect(line.split()[0]) as connection:
            connection.execute("CREATE ROLE r; CREATE TABLE public.t (i int); ALTER TABLE public.t OWNER TO r")
        process.kill()
    with child(SCRATCH_USER, tmp_path) as (process, line):
        with connect(line.split()[0]) as connection:
            assert connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'r'").fetchone() is None
        finish(process)


def test_warm_start(tmp_path):
    with child(SCRATCH_USER, tmp_path) as (process, cold):
        finish(process)
    times = []
    for _ in range(3):
        with child(SCRATCH_USER, tmp_path) as (process, line):
            times.append(float(line.split()[1]))
            finish(process)
    first = float(cold.split()[1])
    sys.stderr.write(f"cold start {first:.3f} s, warm {min(times):.3f} s\n")
    assert min(times) < first / 3, "a ratio: the machine may have other things to do"


def test_a_crashed_server_comes_back(tmp_path):
    with child(SCRATCH_USER, tmp_path) as (process, _):
        for pid in servers(tmp_path):
            os.kill(pid, signal.SIGKILL)
        process.kill()
    pid_file = next(tmp_path.rglob("postmaster.pid"))
    lines = pid_file.read_text().split("\n")
    # The number is another process's by now.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with child(SCRATCH_USER, tmp_path) as (process, line):
        connect(line.split()[0]).close()
        finish(process)


def test_a_broken_slot_is_made_anew(tmp_path):
    with child(SCRATCH_USER, tmp_path) as (process, _):
        finish(process)
    next(tmp_path.rglob("pg_control")).unlink()
    with child(SCRATCH_USER, tmp_path) as (process, line):
        connect(line.split()[0]).close()
        finish(process)


def test_stubs_of_extensions(server: ScratchServer, fresh_database: Callable[[], str]):
    with connect(fresh_database()) as connection:
        for name in ("pgcrypto", "uuid-ossp", "unaccent", "pg_trgm"):
            connection.execute(f'CREATE EXTENSION "{name}" SCHEMA public')
        row = connection.execute(
            """SELECT encode(public.digest('abc', 'sha256'), 'hex'), length(public.gen_random_bytes(77)),
            public.uuid_generate_v3(public.uuid_ns_dns(), 'example.org')::text"""
        ).fetchone()
        assert row[0].startswith("ba7816bf8f01cfea")
        assert row[1:] == (77, "04738bdf-b25a-3829-a801-b21a1d25095b")
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="cannot do gen_salt"):
            connection.execute("SELECT public.crypt('a', public.gen_salt('bf'))")


@pytest.mark.parametrize("extension", ["pgcrypto", "uuid-ossp"])
def test_stubs_have_the_real_signatures(server: ScratchServer, local15: ScratchServer, extension):
    query = """SELECT p.oid::regprocedure::text, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
        p.provolatile::text, p.proisstrict, p.proparallel::text
        FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'"""
    found = []
    for one in (server, local15):
        with one.database() as url, connect(url) as connection:
            connection.execute(f'CREATE EXTENSION "{extension}" SCHEMA public')
            found.append(set(connection.execute(query)))
    stubs, real = found
    assert real <= stubs
    assert {row[0] for row in stubs - real} <= {"public.fips_mode()"}


def test_local_programs(local15: ScratchServer):
    assert local15.major == 15
    with local15.database() as url, connect(url) as connection:
        assert connection.info.server_version // 10000 == 15
    with open_scratch("auto", target_url=local15.url) as found:
        assert found == local15
    with open_scratch("auto", target_major=7) as found:
        assert found.major == embedded().major
    assert local(7) is None


def test_client_programs():
    assert client_program("pg_dump", embedded().major) is not None
    assert client_program("pg_dump", 99) is None


def test_servers_of_others(server: ScratchServer):
    with open_scratch("target", target_url=server.url) as target, open_scratch(server.url) as named:
        assert not target.own
        assert named.superuser
        with named.database() as url:
            connect(url).close()
    with connect(server.url) as admin:
        admin.execute("CREATE ROLE maker LOGIN CREATEDB; CREATE ROLE guest LOGIN")
        try:
            with open_scratch(server.url.replace("schemadiff_superuser@", "maker@")) as limited, limited.database() as url:
                assert not limited.superuser
                connect(url).close()
            with (
                pytest.raises(ScratchError, match=r"may not create databases\n.*CREATEDB"),
                open_scratch(server.url.replace("schemadiff_superuser@", "guest@")),
            ):
                pass
        finally:
            admin.execute("DROP ROLE maker, guest")


@pytest.mark.parametrize("dev", ["target", "nonsense"])
def test_wrong_words(dev):
    with pytest.raises(UsageError), open_scratch(dev):
        pass


@pytest.fixture
def project(tmp_path, monkeypatch) -> Iterator[EmbeddedDatabase]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = EmbeddedDatabase(tmp_path / "project")
    yield made
    made.reset()
    assert eventually(lambda: servers(tmp_path) == [])


def test_development_data_stay(project: EmbeddedDatabase):
    with project.use() as url, connect(url) as connection:
        connection.execute("CREATE TABLE public.kept (i int)")
        with project.use("other") as other, connect(other) as elsewhere:
            assert elsewhere.info.dbname == "other"
    assert eventually(lambda: project.running() is None)
    url = project.up()
    assert project.up() == project.running() == url
    with project.use() as again:
        assert again == url
    time.sleep(0.3)
    with connect(url) as connection:
        connection.execute("TABLE public.kept")
    project.down()
    assert project.running() is None
    project.down()
    project.reset()
    with project.use() as url, connect(url) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("TABLE public.kept")


def test_development_server_serves_many_until_the_last(project: EmbeddedDatabase, tmp_path):
    cache, folder = tmp_path / "cache", str(tmp_path / "project")
    with child(PROJECT_USER, cache, folder) as (one, first), child(PROJECT_USER, cache, folder) as (two, second):
        assert first == second
        one.kill()
        one.wait()
        time.sleep(0.3)
        connect(second).close()
        two.kill()
    assert eventually(lambda: project.running() is None)


def test_development_server_kept_while_used(project: EmbeddedDatabase, tmp_path):
    with child(PROJECT_USER, tmp_path / "cache", str(tmp_path / "project")) as (process, line):
        assert project.up() == line
        finish(process)
    time.sleep(0.3)
    connect(line).close()


def exists(server: ScratchServer, name: str) -> bool:
    with connect(server.url) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None
