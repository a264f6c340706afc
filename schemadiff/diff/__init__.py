"""From two snapshots to a plan."""

from schemadiff.diff.parts import Part, parts
from schemadiff.diff.planner import create_script, empty, plan, renaming
from schemadiff.diff.renames import Rename, called_before, candidates

__all__ = ["Part", "Rename", "called_before", "candidates", "create_script", "empty", "parts", "plan", "renaming"]
