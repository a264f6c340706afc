"""The design, held against the source."""

from __future__ import annotations

import ast
import runpy
from dataclasses import fields
from pathlib import Path

import pytest

from schemadiff.objects import KIND, KINDS

PACKAGE = Path(__file__).parent.parent / "schemadiff"
CASES = Path(__file__).parent / "cases"
# Words that are kinds and also something else: a CLI command's name, a path of a configuration key.
AMBIGUOUS = {"schema", "table", "index", "view", "comment", "function", "rule", "owner", "extension", "partition", "procedure"} | {
    "sequence", "enum", "domain", "trigger", "policy", "collation", "aggregate", "privilege", "server", "role",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_attribute_can_change(kind):
    known = set(kind.alter) | kind.replace
    assert {f.name for f in fields(kind.definition) if f.compare} == known


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_kind_has_cases(kind):
    assert list(CASES.glob(f"{kind.name.replace(' ', '_')}/*/new.sql"))


def test_kinds_are_named_in_objects_only():
    found = []
    for file in PACKAGE.rglob("*.py"):
        if file.is_relative_to(PACKAGE / "objects"):
            continue
        tree = ast.parse(file.read_text())
        found += [
            f"{file}:{node.lineno} {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in set(KIND) - AMBIGUOUS
        ]
    assert found == []


def test_coverage_is_up_to_date():
    docs = PACKAGE.parent / "docs"
    assert (docs / "coverage.md").read_text() == runpy.run_path(str(docs / "coverage.py"))["document"](), "run: task docs:coverage"


@pytest.mark.parametrize("package", ["core", "diff", "introspect"])
def test_the_kernel_names_no_kind_at_all(package):
    for file in (PACKAGE / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in KIND, f"{file}:{node.lineno}"
