"""Faults while migrations are applied, and what must hold after each (`campaign.py` runs them all)."""
