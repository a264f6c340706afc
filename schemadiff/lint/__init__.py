"""Lint: what a migration does to a database in use, and what a schema had better not be. One module of `rules` is one rule.

Rules read syntax trees, know what the file itself made anew, and ask the catalog of the database before it, where there is one.
"""
