"""From two snapshots to a plan."""

from schemadiff.diff.action import Action, Verb
from schemadiff.diff.parts import Part, parts
from schemadiff.diff.planner import create_script, empty, plan, renaming
from schemadiff.diff.renames import Rename, alike, called_before, candidates, name_at
from schemadiff.diff.sorting import sort

__all__ = [
    "Action",
    "Part",
    "Rename",
    "Verb",
    "alike",
    "called_before",
    "candidates",
    "create_script",
    "empty",
    "name_at",
    "parts",
    "plan",
    "renaming",
    "sort",
]
