"""From a plan to one that lets others read and write meanwhile."""

from schemadiff.online.planner import plan

__all__ = ["plan"]
