"""What the values of a configuration must be."""

from __future__ import annotations

from schemadiff.core.busy import OnlineMode

LISTS = ("schema", "exclude", "include", "seed")
NUMBERS = {"lock_timeout": "seconds, more than 0", "lock_retries": "a whole number, 0 or more"}


def complaint(key: str, value: object) -> str | None:
    """What is wrong with the value of `key`, in words; None where it is right."""
    if key == "protected":
        return None if isinstance(value, bool) else "protected must be true or false"
    if key == "lint":
        words = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        return None if words else 'lint must be a table of code = "error", "warning", "info" or "off"'
    if key in NUMBERS:
        return None if is_number(key, value) else f"{key} must be {NUMBERS[key]}"
    if key == "online":
        return None if value in list(OnlineMode) else f"online must be one of {', '.join(OnlineMode)}"
    if key in LISTS:
        listed = isinstance(value, list) and all(isinstance(v, str) for v in value)
        return None if isinstance(value, str) or listed else f"{key} must be a string or a list of strings"
    return None if isinstance(value, str) else f"{key} must be a string"


def is_number(key: str, value: object) -> bool:
    """Whether it is a number that `key` can have."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value > 0 if key == "lock_timeout" else isinstance(value, int) and value >= 0
