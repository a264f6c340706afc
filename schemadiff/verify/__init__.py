"""Proves plans by executing them in scratch."""

from schemadiff.verify.proof import Proof, prove

__all__ = ["Proof", "prove"]
