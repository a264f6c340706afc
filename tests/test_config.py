"""Configuration: files, environments, variables, and what is said when they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schemadiff.api.config import Overrides, load_settings
from schemadiff.api.dotenv import read_dotenv
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
[schemadiff]
schema = ["a.sql", "more"]
migrations = "m"
exclude = "cron.*"

[env.local]
url = "embedded"
[env.staging]
url = "${STAGING_URL}"
[env.production]
url = "postgresql://app:${PASSWORD}@db/app"
protected = true
migrations = "pm"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "schemadiff.toml").write_text(CONFIG)
    return tmp_path


def load(folder: Path, environ: dict[str, str] | None = None, **overrides: str):
    return load_settings(Overrides(**overrides), start=folder, environ=environ or {})


def problem(folder: Path, environ: dict[str, str] | None = None, **overrides: str) -> str:
    with pytest.raises(UsageError) as caught:
        load(folder, environ, **overrides)
    return str(caught.value)


def test_defaults_without_configuration(tmp_path):
    settings = load(tmp_path)
    assert settings.schema == (tmp_path / "database/schema",)
    assert settings.migrations == tmp_path / "database/migrations"
    assert (settings.env, settings.url, settings.dev, settings.protected) == ("local", "embedded", "embedded", False)


def test_values_and_environments(project):
    settings = load(project)
    assert settings.schema == (project / "a.sql", project / "more")
    assert settings.exclude == ("cron.*",)
    production = load(project, {"PASSWORD": "s3cret"}, env="production")
    assert production.url == "postgresql://app:s3cret@db/app"
    assert production.protected
    assert production.migrations == project / "pm"
    assert "s3cret" not in repr(production)


def test_how_to_wait_for_locks(tmp_path):
    (tmp_path / "schemadiff.toml").write_text("[schemadiff]\nlock_timeout = 0.5\nlock_retries = 3\n[env.local]\nlock_timeout = 2\n")
    settings = load_settings(start=tmp_path, environ={})
    assert settings.locks() == {"lock_timeout": 2, "lock_retries": 3}
    assert settings.locks(0.1, 0) == {"lock_timeout": 0.1, "lock_retries": 0}
    for wrong in ("lock_timeout = 0", "lock_timeout = true", "lock_retries = -1", "lock_retries = 1.5", "lock_retries = '3'"):
        (tmp_path / "schemadiff.toml").write_text(f"[schemadiff]\n{wrong}\n")
        with pytest.raises(UsageError, match=r"schemadiff.toml:2:.*lock_\w+ must be"):
            load_settings(start=tmp_path, environ={})


def test_found_from_a_subfolder(project):
    (project / "x/y").mkdir(parents=True)
    assert load(project / "x/y").project == project


def test_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.schemadiff]\nmigrations = "m"\n[tool.schemadiff.env.ci]\nurl = "postgresql://x/y"\n')
    assert load(tmp_path, env="ci").url == "postgresql://x/y"
    assert load(tmp_path).migrations == tmp_path / "m"


def test_environment_is_chosen_by_option_then_variable(project):
    environ = {"SCHEMADIFF_ENV": "staging", "STAGING_URL": "postgresql://s/s", "PASSWORD": "p"}
    assert load(project, environ).env == "staging"
    assert load(project, environ, env="production").env == "production"


def test_dotenv_files_in_order(project):
    (project / ".env").write_text("STAGING_URL=postgresql://one/x\nPASSWORD='from .env'\n")
    (project / ".env.staging").write_text('export STAGING_URL="postgresql://two/x" # why\n')
    assert load(project, env="staging").url == "postgresql://two/x"
    assert load(project, {"STAGING_URL": "postgresql://shell/x"}, env="staging").url == "postgresql://shell/x"


def test_missing_variable_is_named_and_located(project):
    text = problem(project, env="staging")
    assert "STAGING_URL is not set" in text
    assert "schemadiff.toml:9:" in text


def test_variables_of_other_environments_are_not_needed(project):
    assert load(project).url == "embedded"


def test_unknown_environment(project):
    assert "did you mean 'staging'?" in problem(project, env="stagin")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[schemadiff]\nmigration = 'x'\n",
            ("schemadiff.toml:2:", "unknown key 'migration'", "did you mean 'migrations'?"),
        ),
        ("[env.a]\nurl = 'x'\nprotect = true\n", ("schemadiff.toml:3:", "unknown key 'protect'", "'protected'")),
        ("[schemadif]\n", ("schemadiff.toml:1:", "unknown key 'schemadif'", "'schemadiff'")),
        ("[env.a]\nprotected = 'yes'\n", ("schemadiff.toml:2:", "true or false")),
        ("[schemadiff]\nschema = 1\n", ("schemadiff.toml:2:", "a string or a list of strings")),
        ("env = 1\n", ("schemadiff.toml:1:", "[env.NAME]")),
        ("[schemadiff\n", ("schemadiff.toml:1:", "not TOML")),
    ],
)
def test_wrong_configuration(tmp_path, text, said):
    (tmp_path / "schemadiff.toml").write_text(text)
    message = problem(tmp_path)
    for part in said:
        assert part in message


def test_no_such_configuration(tmp_path):
    assert "no such configuration file" in problem(tmp_path, config=tmp_path / "nowhere.toml")


def test_url_of_a_protected_environment_stays_protected(project):
    environ = {"PASSWORD": "p"}
    assert load(project, environ, url="postgresql://app:p@db/app").protected
    assert not load(project, environ, url="postgresql://app:p@db/other").protected


def test_dotenv_syntax(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# c\n\nA=1\nB = two words # c\nC='it #is'\nD=\"a\\nb\"\nexport E=\nF=a#b\n")
    assert read_dotenv(file) == {"A": "1", "B": "two words", "C": "it #is", "D": "a\nb", "E": "", "F": "a#b"}


def test_dotenv_error_names_the_line_and_not_its_text(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A=1\nhunter2\n")
    with pytest.raises(UsageError) as caught:
        read_dotenv(file)
    assert f"{file}:2:" in str(caught.value)
    assert "hunter2" not in str(caught.value)
