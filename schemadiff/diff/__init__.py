"""From two snapshots to a plan."""

from schemadiff.diff.planner import create_script, empty, plan

__all__ = ["create_script", "empty", "plan"]
