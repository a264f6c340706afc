"""Writes lint.md, beside this file, from the rules' docstrings: `task docs:lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.lint.rule import Scope, examples, explanation
from schemadiff.lint.rules import RULES
from schemadiff.lint.runner import OWN

if TYPE_CHECKING:
    from schemadiff.lint.rule import Rule

HEAD = """# Lint

Made from the rules' docstrings by `task docs:lint`; do not edit. Every example here is run by the tests on a real server.

`schemadiff migrate lint [FILE…]` says what migrations would do to a database in use; `schemadiff schema lint [FILE…]` says what in
schema.sql had better be otherwise. Both take `--format text|json|sarif|github` and `--strict`; the exit code is 1 where there is an
error, with `--strict` also a warning.

- Before each migration the folder is replayed in scratch, and rules ask the catalog: types, valid constraints, indexes, partitions,
  domains. `--no-replay` judges by the text alone. `--url URL` starts from that database and lints what is pending there; its empty tables
  are known as such. A file that PostgreSQL refuses is reported as `statement-fails`, and later files are judged by their text.
- What a file itself makes, by schema and name, is new: locking and reading it hurts nobody.
- Rules for both migrations and schemas say nothing of a migration that schemadiff wrote: that was said of schema.sql.
- `--git-base REF` lints only files that are new since this branch left REF.
- `-- schemadiff: nolint CODE` before a statement, or inside it, silences a rule there; before the first statement, an empty line between,
  for the file. Several codes are parted by spaces or commas. A directive that silences nothing is reported as `unused-nolint`. A migration
  that is edited needs `schemadiff migrate hash`.
- Severities are set in `schemadiff.toml`, for all environments or in one's own table `[env.NAME.lint]`:

```toml
[schemadiff.lint]
drop-column = "error"        # error, warning, info or off
enum-type = "off"
```

"""
# The rule names in squawk's lib.rs.
SQUAWK = {
    "require-concurrent-index-creation": "index-not-concurrent",
    "require-concurrent-index-deletion": "drop-index-not-concurrent",
    "require-concurrent-partition-detach": "detach-partition-not-concurrent",
    "require-concurrent-reindex": "reindex-not-concurrent",
    "constraint-missing-not-valid": "check-without-not-valid, foreign-key-without-not-valid, validate-in-same-transaction",
    "adding-field-with-default": "column-default-rewrite",
    "adding-foreign-key-constraint": "foreign-key-without-not-valid",
    "adding-not-nullable-field": "not-null-scans-table",
    "adding-required-field": "required-column",
    "adding-serial-primary-key-field": "column-default-rewrite, constraint-builds-index",
    "disallowed-unique-constraint": "constraint-builds-index",
    "changing-column-type": "column-type-rewrite, retype-rescans-checks",
    "renaming-column": "rename-column",
    "renaming-table": "rename-relation",
    "ban-char-field": "char-column",
    "ban-concurrent-index-creation-in-transaction": "statement-refuses-transaction",
    "ban-create-domain-with-constraint": "constrained-domain",
    "ban-alter-domain-with-add-constraint": "domain-scans-tables",
    "ban-drop-column": "drop-column",
    "ban-drop-database": "– (it cannot run in a transaction: statement-refuses-transaction)",
    "ban-drop-not-null": "drop-not-null",
    "ban-drop-table": "drop-table, drop-child-locks-parent",
    "ban-truncate-cascade": "truncate-cascade",
    "ban-uncommitted-transaction": "transaction-control",
    "ban-duplicate-column-assignments": "statement-fails: PostgreSQL refuses it in the replay",
    "prefer-bigint-over-int": "integer-key (keys only)",
    "prefer-bigint-over-smallint": "integer-key (keys only)",
    "prefer-identity": "serial-column",
    "prefer-repack": "rewriting-command",
    "prefer-robust-stmts": "not-rerunnable (outside of a transaction only), if-not-exists-skips says the contrary inside",
    "prefer-text-field": "varchar-limit",
    "prefer-timestamp-tz": "timestamp-without-time-zone",
    "require-timeout-settings": "no-lock-timeout",
    "require-lock-timeout": "no-lock-timeout (the applier sets one in every transaction)",
    "require-statement-timeout": "– (a long statement is reported for its lock; a limit on it leaves the migration undone)",
    "require-enum-value-ordering": "enum-value-without-place",
    "require-table-schema": "unqualified-name",
    "transaction-nesting": "transaction-control",
    "identifier-too-long": "name-too-long",
    "unused-ignore": "unused-nolint",
}


def document() -> str:
    """The whole of lint.md."""
    rules = sorted(RULES, key=lambda rule: rule.code)
    table = "| rule | of | severity | says |\n|---|---|---|---|\n" + "".join(row(rule) for rule in rules)
    own = "".join(f"| {code} | all | {severity} | |\n" for code, severity in OWN.items())
    return HEAD + table + own + "\n" + "\n".join(section(rule) for rule in rules) + beside_squawk()


def row(rule: Rule) -> str:
    scopes = ", ".join(s for s in Scope if s in rule.scopes)
    return f"| [{rule.code}](#{rule.code}) | {scopes} | {shown(rule)} | {rule.title} |\n"


def shown(rule: Rule) -> str:
    return "info" if rule.severity == "note" else str(rule.severity)


def section(rule: Rule) -> str:
    blocks, given = [], ""
    for example in examples(rule):
        if example.given and example.given != given:
            given = example.given
            blocks.append(f"Given:\n\n```sql\n{given}```\n")
        blocks.append(f"{'Good' if example.good else 'Bad'}:\n\n```sql\n{example.sql}```\n")
    head = f"## {rule.code}\n\n{rule.title}\n\n{explanation(rule)}\n\nInstead: {rule.hint}.\n"
    return head + "\n" + "\n".join(blocks)


def beside_squawk() -> str:
    rows = "".join(f"| {theirs} | {ours} |\n" for theirs, ours in SQUAWK.items())
    return "\n## Beside squawk\n\n| squawk | here |\n|---|---|\n" + rows


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(document(), encoding="utf-8")
