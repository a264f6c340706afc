"""A schema of any number of tables, the same for the same number and seed: what `task bench` measures on.

python bench/generate.py [--tables 1000] [--seed 1] > schema.sql
"""

from __future__ import annotations

import argparse
import random
import sys

TYPES = ("integer", "bigint", "text", "varchar(64)", "timestamptz", "boolean", "numeric(12,2)", "jsonb", "uuid", "date")
WITH_VIEW = 10


def schema(tables: int, seed: int = 1) -> str:
    """SQL for `tables` tables with 8 to 13 columns, keys, indexes, checks and comments, and a view for every tenth."""
    choose = random.Random(seed)
    return "".join(table(number, choose) for number in range(tables))


def table(number: int, choose: random.Random) -> str:
    """One table, what hangs on it, and a foreign key to one that came before."""
    name = f"table_{number:05}"
    types = [choose.choice(TYPES) for _ in range(choose.randint(6, 10))]
    columns = ["id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"]
    columns += [f"column_{n:02} {type}" for n, type in enumerate(types)]
    columns.append("amount integer DEFAULT 0 NOT NULL CHECK (amount >= 0)")
    if number:
        columns.append(f"parent_id bigint REFERENCES table_{choose.randrange(number):05} (id) ON DELETE CASCADE")
    indexed = choose.randrange(6)
    text = f"CREATE TABLE {name} (\n    " + ",\n    ".join(columns) + "\n);\n"
    text += f"CREATE INDEX {name}_amount_idx ON {name} (amount DESC);\n"
    if types[indexed] != "jsonb":
        text += f"CREATE INDEX {name}_partial_idx ON {name} (column_{indexed:02}) WHERE amount > {choose.randrange(100)};\n"
    text += f"COMMENT ON TABLE {name} IS 'table number {number}';\n"
    text += f"COMMENT ON COLUMN {name}.amount IS 'never negative';\n"
    if number % WITH_VIEW == 0:
        text += f"CREATE VIEW {name}_view AS SELECT id, amount FROM {name} WHERE amount > 0;\n"
    return text + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.stdout.write(schema(options.tables, options.seed))


if __name__ == "__main__":
    main()
