"""A schema of any number of tables, the same for the same number: what `task bench` and the scale tests measure on."""

from __future__ import annotations

import random

TYPES = ("integer", "bigint", "text", "varchar(64)", "timestamptz", "boolean", "numeric(12,2)", "jsonb", "uuid", "date")


def schema(tables: int, seed: int = 1) -> str:
    """SQL for `tables` tables with 8 to 12 columns, keys, indexes, checks and comments, and a view for every tenth."""
    choose = random.Random(seed)
    return "".join(table(number, choose) for number in range(tables))


def table(number: int, choose: random.Random) -> str:
    name = f"table_{number:05}"
    columns = [f"    column_{n:02} {choose.choice(TYPES)}" for n in range(choose.randint(6, 10))]
    columns.insert(0, "    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
    columns.append("    amount integer DEFAULT 0 NOT NULL CHECK (amount >= 0)")
    if number:
        columns.append(f"    parent_id bigint REFERENCES table_{choose.randrange(number):05} (id)")
    text = f"CREATE TABLE {name} (\n" + ",\n".join(columns) + "\n);\n"
    text += f"CREATE INDEX {name}_amount_idx ON {name} (amount DESC);\n"
    text += f"COMMENT ON TABLE {name} IS 'table number {number}';\n"
    if number % 10 == 0:
        text += f"CREATE VIEW {name}_view AS SELECT id, amount FROM {name} WHERE amount > 0;\n"
    return text
