"""Settings: `schemadiff.toml` or `[tool.schemadiff]` of pyproject.toml, environments, `${VARIABLES}`, `.env` files."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadiff.api.config_values import complaint
from schemadiff.api.dotenv import read_dotenv
from schemadiff.core.busy import OnlineMode
from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONFIG_NAME = "schemadiff.toml"
DEFAULT_ENV = "local"
ENV_VARIABLE = "SCHEMADIFF_ENV"
EMBEDDED = "embedded"
KEYS = ("schema", "migrations", "dev", "exclude", "include", "seed", "backups", "lint", "lock_timeout", "lock_retries", "online")
ENV_KEYS = ("url", "protected", *KEYS)
BACKUP_KEYS = ("folder", "keep")
BACKUPS = "database/backups"
KEPT = 10
VARIABLE = re.compile(r"\$\$|\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a command works with, every path absolute. `url` may hold a password and is left out of the repr.

    `url` and `dev` are a PostgreSQL URL or a word: `embedded` (both), `target`, `docker://IMAGE` (dev). `backups` is the
    folder of backups, of which `keep` are kept of each database. `lock_timeout` and `lock_retries` are None where the
    applier's own defaults hold.
    """

    project: Path
    file: Path | None = None
    schema: tuple[Path, ...]
    migrations: Path
    seed: tuple[Path, ...]
    dev: str = field(default=EMBEDDED, repr=False)
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    env: str = DEFAULT_ENV
    url: str = field(default=EMBEDDED, repr=False)
    protected: bool = False
    online: OnlineMode = OnlineMode.AUTO
    backups: Path = Path(BACKUPS)
    keep: int = KEPT
    protected_urls: frozenset[str] = field(default=frozenset(), repr=False)
    lint: Mapping[str, str] = field(default_factory=dict)
    """Severities of lint rules by their code, in words."""
    lock_timeout: float | None = None
    lock_retries: int | None = None

    def locks(self, timeout: float | None = None, retries: int | None = None) -> dict[str, Any]:
        """What `ApplyOptions` is to be given: a command line's values, else these, else nothing."""
        chosen = {
            "lock_timeout": self.lock_timeout if timeout is None else timeout,
            "lock_retries": self.lock_retries if retries is None else retries,
        }
        return {name: value for name, value in chosen.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What the command line, or a caller of the API, sets; None leaves a setting to the configuration."""

    config: Path | None = None
    env: str | None = None
    url: str | None = field(default=None, repr=False)
    dev: str | None = field(default=None, repr=False)
    include: tuple[str, ...] = ()


def load_settings(overrides: Overrides | None = None, *, start: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings for the folder `start` (the current one), searched upwards for a configuration.

    Raises UsageError for a file that cannot be read, an unknown key or environment, and a variable that is not set.
    """
    overrides = overrides or Overrides()
    environ = os.environ if environ is None else environ
    file = _explicit(overrides.config) or _find(start or Path.cwd())
    config = _Config.read(file) if file else _Config(file=None, text="", base={}, envs={})
    project = file.parent if file else (start or Path.cwd()).resolve()
    variables = read_dotenv(project / ".env")
    name = overrides.env or environ.get(ENV_VARIABLE) or variables.get(ENV_VARIABLE) or DEFAULT_ENV
    config.require_env(name)
    variables |= read_dotenv(project / f".env.{name}") | dict(environ)
    return _settings(config, name, project, overrides, variables)


def _settings(config: _Config, name: str, project: Path, overrides: Overrides, variables: Mapping[str, str]) -> Settings:
    values = {**config.base, **config.envs.get(name, {})}

    def text(key: str, default: str) -> str:
        return config.expand(values.get(key, default), key, name, variables)

    def texts(key: str, default: list[str]) -> list[str]:
        value = values.get(key, default)
        return [config.expand(v, key, name, variables) for v in ([value] if isinstance(value, str) else value)]

    url = overrides.url or text("url", EMBEDDED)
    backups = {**config.base.get("backups", {}), **config.envs.get(name, {}).get("backups", {})}
    return Settings(
        project=project,
        file=config.file,
        schema=tuple(project / p for p in texts("schema", ["database/schema"])),
        migrations=project / text("migrations", "database/migrations"),
        seed=tuple(project / p for p in texts("seed", ["database/fixtures"])),
        dev=overrides.dev or text("dev", EMBEDDED),
        exclude=tuple(texts("exclude", [])),
        include=overrides.include or tuple(texts("include", [])),
        env=name,
        url=url,
        lint=config.lint_of(name),
        protected=bool(values.get("protected", False)) or config.is_protected_url(url, variables),
        backups=project / config.expand(backups.get("folder", BACKUPS), "backups", name, variables),
        keep=backups.get("keep", KEPT),
        protected_urls=frozenset(config.protected_urls(variables)),
        lock_timeout=values.get("lock_timeout"),
        lock_retries=values.get("lock_retries"),
        online=OnlineMode(values.get("online", OnlineMode.AUTO)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Config:
    """A configuration file as read: the common table and the environments' tables."""

    file: Path | None
    text: str
    base: dict[str, Any]
    envs: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, file: Path) -> _Config:
        text, data = _parse(file)
        tool = _tool_table(data) if file.name == "pyproject.toml" else data
        envs = tool.get("env", {})
        base = {k: v for k, v in tool.items() if k != "env"} if file.name == "pyproject.toml" else tool.get("schemadiff", {})
        config = cls(file=file, text=text, base=base, envs=envs)
        if file.name != "pyproject.toml":
            config._check_keys(tool, ("schemadiff", "env"), "")
        config._check_table(base, KEYS, "schemadiff")
        config._require(isinstance(envs, dict), "env", "", "env must be tables: [env.NAME]")
        for name, table in envs.items():
            config._check_table(table, ENV_KEYS, f"env.{name}")
        return config

    def require_env(self, name: str) -> None:
        """Raises UsageError where environment `name` is not configured; the default one always is."""
        if name in self.envs or name == DEFAULT_ENV:
            return
        known = sorted({DEFAULT_ENV, *self.envs})
        place = f" in {self.file.name}" if self.file else ", and there is no schemadiff.toml"
        raise UsageError(
            f"no environment {name!r}{place}",
            hint=_suggest(name, known) or f"known: {', '.join(known)}; add a table [env.{name}] with its url",
        )

    def expand(self, value: str, key: str, env: str, variables: Mapping[str, str]) -> str:
        """`${NAME}` by its value, `$$` by a dollar sign. Raises UsageError for a variable that is not set or empty."""

        def replacement(match: re.Match[str]) -> str:
            if match[0] == "$$":
                return "$"
            if not variables.get(match[1]):
                table = f"env.{env}" if key in self.envs.get(env, {}) else "schemadiff"
                hint = f"export {match[1]}=…, or put it in .env or .env.{env}"
                message = f"environment variable {match[1]} is not set ({key} of environment {env!r} needs it)"
                raise UsageError(self._problem(message, key, table, hint))
            return variables[match[1]]

        return VARIABLE.sub(replacement, value)

    def lint_of(self, env: str) -> dict[str, str]:
        """The severities of lint rules: the common ones, an environment's over them."""
        return {**self.base.get("lint", {}), **self.envs.get(env, {}).get("lint", {})}

    def is_protected_url(self, url: str, variables: Mapping[str, str]) -> bool:
        """Is `url` that of any protected environment? So `--url` does not lead around the protection."""
        return url in self.protected_urls(variables)

    def protected_urls(self, variables: Mapping[str, str]) -> list[str]:
        """The URLs of all protected environments; a variable that is not set is nothing."""
        protected = (table["url"] for table in self.envs.values() if table.get("protected") and "url" in table)
        return [VARIABLE.sub(lambda m: "$" if m[0] == "$$" else variables.get(m[1], ""), raw) for raw in protected]

    def _check_table(self, table: object, known: tuple[str, ...], name: str) -> None:
        self._require(isinstance(table, dict), name.rpartition(".")[2], name.rpartition(".")[0], f"{name} must be a table")
        assert isinstance(table, dict)
        self._check_keys(table, known, name)
        for key, value in table.items():
            if key == "backups":
                self._check_backups(value, f"{name}.backups")
            else:
                wrong = complaint(key, value)
                self._require(wrong is None, key, name, wrong or "")

    def _check_backups(self, table: object, name: str) -> None:
        message = 'backups must be a table: backups = { folder = "database/backups", keep = 10 }'
        self._require(isinstance(table, dict), "backups", name.rpartition(".")[0], message)
        assert isinstance(table, dict)
        self._check_keys(table, BACKUP_KEYS, name)
        keep = table.get("keep", KEPT)
        self._require(isinstance(keep, int) and not isinstance(keep, bool) and keep >= 1, "keep", name, "keep must be a number from 1")
        self._require(isinstance(table.get("folder", BACKUPS), str), "folder", name, "folder must be a string")

    def _check_keys(self, table: Mapping[str, Any], known: tuple[str, ...], name: str) -> None:
        for key in table:
            if key not in known:
                where = f" in [{name}]" if name else ""
                hint = _suggest(key, known) or f"known: {', '.join(known)}"
                raise UsageError(self._problem(f"unknown key {key!r}{where}", key, name, hint))

    def _require(self, true: bool, key: str, table: str, message: str) -> None:
        if not true:
            raise UsageError(self._problem(message, key, table, None))

    def _problem(self, message: str, key: str, table: str, hint: str | None) -> Diagnostic:
        location = Location(file=str(self.file), line=_line_of(self.text, key, table)) if self.file else None
        return Diagnostic(code=UsageError.code, severity=Severity.ERROR, message=message, hint=hint, location=location)


def _explicit(file: Path | None) -> Path | None:
    if file is None:
        return None
    file = file / CONFIG_NAME if file.is_dir() else file
    if not file.is_file():
        raise UsageError(f"no such configuration file: {file}", hint="schemadiff init writes one")
    return file.resolve()


def _find(start: Path) -> Path | None:
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG_NAME).is_file():
            return folder / CONFIG_NAME
        pyproject = folder / "pyproject.toml"
        if pyproject.is_file() and b"tool.schemadiff" in pyproject.read_bytes() and _tool_table(_parse(pyproject)[1]):
            return pyproject
        if (folder / ".git").exists():
            return None
    return None


def _tool_table(data: Mapping[str, Any]) -> dict[str, Any]:
    table = data.get("tool", {}).get("schemadiff", {})
    return table if isinstance(table, dict) else {}


def _parse(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[2]), int(found[3])) if found else (1, 1)
        location = Location(file=str(file), line=line, column=column)
        message = f"not TOML: {found[1] if found else error}"
        raise UsageError(Diagnostic(code=UsageError.code, severity=Severity.ERROR, message=message, location=location)) from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None


def _line_of(text: str, key: str, table: str) -> int:
    """The line, counted from 1, that sets `key` in `[table]`; tomllib tells no positions."""
    current, best = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*(?:tool\.schemadiff\.)?([^\]]+?)\s*\]", line)
        if header:
            current = {"tool.schemadiff": "schemadiff"}.get(header[1], header[1]).replace('"', "")
            if current == table:
                best = number
            if current == f"{table}.{key}".lstrip("."):
                return number
        elif current == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[.=]""", line):
            return number
    return best


def _suggest(word: str, known: Iterable[str]) -> str | None:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else None
