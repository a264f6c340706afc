"""The house's rules, checked by running the tools that know them and by reading the source."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
SOURCES = sorted((ROOT / "schemadiff").rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_FILE = 320


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        [sys.executable, "-m", "mypy"],
        [str(SCRIPTS / "lint-imports")],
    ],
    ids=["ruff", "mypy", "import contracts"],
)
def test_tool(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT)))
def test_sizes_and_printing(file):
    text = file.read_text()
    assert text.count("\n") <= LONGEST_FILE
    in_cli = "cli" in file.parts or file.name == "__main__.py"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is too long"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not in_cli:
            assert node.func.id not in {"print", "input", "exit"}, f"line {node.lineno}: only cli/ prints, asks and exits"


def test_readme_opens_with_two_one_line_blocks():
    lines = (ROOT / "README.md").read_text().split("\n")
    assert not lines[0].startswith(("#", "`"))
    assert [i for i, line in enumerate(lines) if line == "```sh"] == [2, 6]
    assert lines[4] == lines[8] == "```"


def test_ci_runs_the_readme_line():
    text = (ROOT / ".ci/run").read_text()
    assert "README.md" in text
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
