"""Random pairs of schemas: a world of things, the SQL that makes them, and mutations that lead from one to the next."""
