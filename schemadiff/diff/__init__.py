"""From two snapshots to a plan."""

from schemadiff.diff.planner import create_script, empty, plan, renaming
from schemadiff.diff.renames import Rename, called_before, candidates

__all__ = ["Rename", "called_before", "candidates", "create_script", "empty", "plan", "renaming"]
