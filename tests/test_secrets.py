"""A password in every spelling: it is in no output, no file, no row of the journal and no argument of another program."""

from __future__ import annotations

import sys
import urllib.parse
from contextlib import contextmanager

import pytest
from applying import rows

from schemadiff.cli.run import run

SECRET = "Hunter2%/@:s3cret"
PARTS = ("Hunter2", "s3cret")
ENCODED = urllib.parse.quote(SECRET, safe="")
# The server lets everybody in, with a password or without.
SPELLINGS = {
    "userinfo": "postgresql://{user}:{secret}@/{database}?host={host}&port={port}",
    "query": "postgresql://{user}@/{database}?host={host}&port={port}&password={secret}",
    "first in the query": "postgres://{user}@/{database}?password={secret}&host={host}&port={port}",
    "lower-case hex": "postgresql://{user}:{lower}@/{database}?host={host}&port={port}",
    "sslpassword": "postgresql://{user}@/{database}?host={host}&port={port}&sslpassword={secret}",
    "environment": "postgresql://{user}@/{database}?host={host}&port={port}",
    "password file": "postgresql://{user}@/{database}?host={host}&port={port}",
    "service": "postgresql://?service=hush",
}
MALFORMED = (
    f"postgresql://u:{SECRET}@h/d",
    f"postgresql://u:{ENCODED}@h:port/d",
    f"postgresql://u:{ENCODED}@h/d?nonsense=1",
    f"postgresql://u@h/d?password={SECRET}&x=%zz",
    f"postgresql://u:{ENCODED}@127.0.0.1:1/d?connect_timeout=1",
    f"host=h password='{SECRET}'",
    f"host=h password = {SECRET} dbname=d",
    f"POSTGRESQL://u:{ENCODED}@h/d",
    f"mysql://u:{ENCODED}@h/d",
    f"docker://u:{ENCODED}@h/d",
)
COMMANDS = (
    "migrate diff first -vv --format json",
    "migrate apply --auto-approve --backup -vv --format json",
    "migrate status -vv --format json",
    "schema diff -vv --format json",
    "schema apply --auto-approve -vv",
    "migrate check -vv",
    "migrate preflight -vv",
    "db backup -vv --format json",
    "db url",
    "db url --format json",
    "db shell -c SELECT",
    "migrate status --fleet fleet.txt -vv --format json",
    "migrate lint -vv --env live",
    "migrate down --auto-approve -vv",
)
seen: list[str] | None = None


def _note(event: str, arguments: tuple) -> None:
    if seen is not None and event == "subprocess.Popen":
        seen.append(repr(arguments[:2]))


# A hook of the interpreter cannot be taken out again; it notes only while `children` says so.
sys.addaudithook(_note)


@contextmanager
def children():
    """The command lines of all programs that are started inside."""
    global seen  # noqa: PLW0603
    seen = []
    try:
        yield seen
    finally:
        seen = None


def clean(text: str) -> bool:
    return not any(part in text for part in PARTS)


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "s.sql").write_text("CREATE TABLE public.t (a integer PRIMARY KEY);\n")
    (tmp_path / "schemadiff.toml").write_text(
        '[schemadiff]\nschema = "s.sql"\nmigrations = "m"\nbackups = { folder = "b" }\n'
        '[env.local]\nurl = "${SECRET_URL}"\n[env.live]\nurl = "${SECRET_URL}"\n'
    )
    (tmp_path / "fleet.txt").write_text("${SECRET_URL}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_password_goes_nowhere(project, fresh_database, monkeypatch, capfd, spelling):
    plain = fresh_database()
    found = urllib.parse.urlsplit(plain)
    query = dict(urllib.parse.parse_qsl(found.query))
    place = {"user": found.username, "database": found.path[1:], "host": query["host"], "port": query["port"]}
    if spelling == "environment":
        monkeypatch.setenv("PGPASSWORD", SECRET)
    if spelling == "password file":
        (project / "pass").write_text(f"*:*:*:*:{SECRET}\n".replace(":s3", "\\:s3"))
        (project / "pass").chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(project / "pass"))
    if spelling == "service":
        lines = {**place, "dbname": place["database"], "password": SECRET}
        del lines["database"]
        (project / "service").write_text("[hush]\n" + "".join(f"{k}={v}\n" for k, v in lines.items()))
        monkeypatch.setenv("PGSERVICEFILE", str(project / "service"))
    place |= {"host": urllib.parse.quote(place["host"], safe=""), "secret": ENCODED, "lower": ENCODED.replace("%2F", "%2f")}
    monkeypatch.setenv("SECRET_URL", SPELLINGS[spelling].format_map(place))
    with children() as commands:
        for command in COMMANDS if spelling == "userinfo" else COMMANDS[:2]:
            code = run(command.split())
            said = capfd.readouterr()
            # libpq has no variable for sslpassword: programs that cannot be handed it are not begun.
            assert code == 0 or (spelling == "sslpassword" and "sslpassword" in said.err), command + said.err
            assert clean(said.out + said.err), command
    assert clean("".join(commands))
    assert any("pg_dump" in c for c in commands) or spelling == "sslpassword"
    written = [p for p in project.rglob("*") if p.is_file() and p.name not in ("pass", "service")]
    assert len(written) > 3
    for file in written:
        assert clean(str(file) + file.read_bytes().decode("latin-1")), file
    if rows(plain, "SELECT to_regclass('schemadiff.attempts') IS NOT NULL") == [(True,)]:
        journal = rows(plain, "SELECT a::text, NULL FROM schemadiff.attempts a UNION ALL SELECT NULL, r::text FROM schemadiff.revisions r")
        assert clean(repr(journal))


@pytest.mark.parametrize("number", range(len(MALFORMED)))
def test_what_cannot_be_read_is_not_shown(project, monkeypatch, capfd, number):
    monkeypatch.setenv("SECRET_URL", MALFORMED[number])
    for command in ("migrate status -vv", "schema diff -vv --format json", "db backup -vv", "migrate status --fleet fleet.txt -vv"):
        code = run(command.split())
        said = capfd.readouterr()
        assert code in (1, 4) or "--fleet" in command, command + said.err
        assert clean(said.out + said.err), command + said.out + said.err
    for option in ("--url", "--dev-url"):
        assert run(["schema", "diff", "-vv", option, MALFORMED[number]]) in (1, 4)
        said = capfd.readouterr()
        assert clean(said.out + said.err), option + said.out + said.err
