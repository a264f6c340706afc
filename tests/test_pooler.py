"""A real pgbouncer in between: in transaction mode nothing that needs one session can be trusted."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from applying import folder_of

from schemadiff.apply import apply
from schemadiff.core.errors import ApplyError

CONFIGURATION = """
[databases]
{database} = host={host} port={port} user=postgres
[pgbouncer]
unix_socket_dir = {folder}
listen_port = 6432
listen_addr =
auth_type = any
pool_mode = transaction
ignore_startup_parameters = extra_float_digits,options
"""


@pytest.fixture
def pooled(fresh_database, tmp_path):
    """The URL of a new database by way of pgbouncer, which ends with the test, and the direct one."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    direct = fresh_database()
    parts = urlsplit(direct)
    where = {name: values[0] for name, values in parse_qs(parts.query).items()}
    database = parts.path.removeprefix("/")
    file = tmp_path / "pgbouncer.ini"
    file.write_text(CONFIGURATION.format(database=database, host=where["host"], port=where["port"], folder=tmp_path))
    # It refuses to be root; in a user namespace it is not.
    other = ["unshare", "--user", "--map-user=1000"] if os.geteuid() == 0 else []
    with subprocess.Popen([*other, program, "-q", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"postgresql://postgres@/{database}?host={tmp_path}&port=6432"
        try:
            wait_for(url)
            yield url, direct
        finally:
            process.terminate()


def wait_for(url):
    for _ in range(100):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.skip("pgbouncer does not start here")


def test_a_pooler_is_refused(pooled, tmp_path):
    url, direct = pooled
    folder = folder_of(tmp_path / "m", {"1_t.sql": "CREATE TABLE t (a int);"})
    with pytest.raises(ApplyError, match="pooler") as refused:
        apply(url, folder)
    assert "URL of PostgreSQL itself" in str(refused.value)
    with psycopg.connect(direct) as connection:
        assert connection.execute("SELECT to_regclass('public.t'), to_regnamespace('schemadiff')").fetchone() == (None, None)


def test_the_same_without_a_pooler_applies(pooled, tmp_path):
    folder = folder_of(tmp_path / "m", {"1_t.sql": "CREATE TABLE t (a int);"})
    assert len(apply(pooled[1], folder).done) == 1
