"""Proves plans by executing them in scratch."""

from schemadiff.verify.proof import Proof, measured, prove

__all__ = ["Proof", "measured", "prove"]
