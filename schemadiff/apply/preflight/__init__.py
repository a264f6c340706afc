"""Asks live rows, read-only, whether the pending migrations would fail on them: one module for each check."""

from schemadiff.apply.preflight.model import Finding, Report, Verdict
from schemadiff.apply.preflight.run import preflight

__all__ = ["Finding", "Report", "Verdict", "preflight"]
