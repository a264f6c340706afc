"""From two snapshots to a plan."""

from schemadiff.diff.action import Action, Verb
from schemadiff.diff.order import sort
from schemadiff.diff.planner import create_script, empty, plan, renaming
from schemadiff.diff.renames import Rename, called_before, candidates

__all__ = ["Action", "Rename", "Verb", "called_before", "candidates", "create_script", "empty", "plan", "renaming", "sort"]
