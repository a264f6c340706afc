"""Words of the setting `include` that are no kind's: they ask for more of what is read anyway."""

from __future__ import annotations

SECRETS = "secrets"
"""Passwords in options of foreign objects and in connections of subscriptions."""

GRANT_ORDER = "grant-order"
"""The order in which an object's privileges were granted: it means nothing, yet pg_dump writes GRANTs in it."""

WORDS = (SECRETS, GRANT_ORDER)


def asked(word: str) -> str:
    """SQL: whether this transaction was told to read what `word` stands for (introspect.reader)."""
    return f"coalesce('{word}' = ANY (pg_catalog.string_to_array(pg_catalog.current_setting('schemadiff.include', true), ',')), false)"
