"""Schemas whose names and texts are hostile to whatever writes them somewhere: one of every kind that has a name."""

from __future__ import annotations

import random
import re

POISON = (
    'a"b', "a'b", "a\\b", "a\nb", "a\tb", "a\rb", "a\r\nb", "$$", "$schemadiff$", "$1", "; DROP TABLE public.canary --",
    "'; DROP TABLE public.canary --", '"; DROP TABLE public.canary --', "/*", "*/", "--", "\n-- schemadiff: no-transaction\n",
    "\n\\! touch canary\n", "-- schemadiff: allow DATA_LOSS", "%s", "%(a)s", "{0}", "{schema}", "${HOME}", "$(touch canary)",
    "`touch canary`", "../../x", "/tmp/x", "..", ".", ".hidden", "-rf", "a b", "\\i /etc/passwd", "\\copy", "\x1b[2J",
    "\x1b]0;title\x07", "\x9b31m", "\u202eevil", "\u200bzero", "\u2066iso", "\ufeffbom", "\u2028line", "\x7f", "\x01", "select",
    "table", "NULL", "user", "public", "pg_catalog", "schemadiff", "revisions", "attempts", "revisions:x", "schemadiff_trace", "ÄÖ",
    "ﬁ", "表", "ß", "I", "i", "İ", "😀", "[red]", "[/]", "<b>", "&amp;", "\x85", "a::b", "a.b", "a,b", "a(b)", "=", "'", '"', "\\",
    " ", "x" * 63, "é" * 31, "\u0301", "con", "nul",
)  # fmt: skip


class Names:
    """Hostile names, none twice, of PostgreSQL's 63 bytes at most."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.left = self.random.sample(POISON, len(POISON))
        self.used: set[str] = set()

    def raw(self) -> str:
        """The next name."""
        while True:
            if self.left:
                name = self.left.pop()
            else:
                name = "".join(self.random.choices(POISON, k=2))
            name = name.encode()[:63].decode(errors="ignore")
            if name and name not in self.used and not name.startswith("pg_"):
                self.used.add(name)
                return name

    def text(self) -> str:
        """A value: several of them."""
        return "".join(self.random.choices(POISON, k=3))


def quoted(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def said(text: str) -> str:
    """The text as an SQL literal; a carriage return is escaped, as files have none."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace("\r", "\\r") + "'"


KINDS = """
CREATE SCHEMA {s};
CREATE TYPE {s}.{enum} AS ENUM ({t1}, {t2}, 'plain');
CREATE DOMAIN {s}.{domain} AS text DEFAULT {v} CONSTRAINT {domain_check} CHECK (VALUE <> {v});
CREATE TYPE {s}.{composite} AS ({field} integer, {field2} text);
CREATE TYPE {s}.{range} AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = {s}.{multirange});
CREATE SEQUENCE {s}.{sequence};
CREATE COLLATION {s}.{collation} (provider = libc, locale = 'C');
CREATE FUNCTION {s}.{function}({argument} integer DEFAULT 1) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS {body};
CREATE FUNCTION {s}.{atomic}({argument} text) RETURNS text IMMUTABLE RETURN {argument} || {v};
CREATE PROCEDURE {s}.{procedure}({argument} text DEFAULT {v}) LANGUAGE sql AS {sql_body};
CREATE FUNCTION {s}.{trigger_function}() RETURNS trigger LANGUAGE plpgsql SET {setting} = {v} AS {trigger_body};
CREATE AGGREGATE {s}.{aggregate}(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE OPERATOR {s}.<~> (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY {s}.{family} USING btree;
CREATE OPERATOR CLASS {s}.{opclass} FOR TYPE integer USING btree FAMILY {s}.{family}
    AS OPERATOR 1 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE CONVERSION {s}.{conversion} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH TEMPLATE {s}.{template} (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY {s}.{dictionary} (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH PARSER {s}.{parser} (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION {s}.{configuration} (PARSER = pg_catalog."default");
CREATE TABLE {s}.{table} ({column} integer GENERATED ALWAYS AS IDENTITY, {column2} {s}.{enum} DEFAULT {t1}, {column3} text DEFAULT {v},
    {column4} {s}.{domain} COLLATE {s}.{collation}, {column5} text GENERATED ALWAYS AS ({column3} || {v}) STORED, {column6} integer,
    CONSTRAINT {key} PRIMARY KEY ({column}), CONSTRAINT {unique} UNIQUE ({column6}), CONSTRAINT {check} CHECK ({column3} <> {v}));
CREATE TABLE {s}.{child} ({column} integer, CONSTRAINT {foreign} FOREIGN KEY ({column}) REFERENCES {s}.{table} ({column}));
CREATE TABLE {s}.{partitioned} ({column} text, {column2} integer) PARTITION BY LIST ({column});
CREATE TABLE {s}.{partition} PARTITION OF {s}.{partitioned} FOR VALUES IN ({v});
CREATE TABLE {s}.{heir} () INHERITS ({s}.{table});
CREATE INDEX {index} ON {s}.{table} (({column3} || {v})) WHERE {column3} <> {v};
CREATE STATISTICS {s}.{statistics} ON {column}, {column6} FROM {s}.{table};
CREATE VIEW {s}.{view} AS SELECT {column}, {column3} || {v} AS {alias} FROM {s}.{table} WHERE {column2} = {t1};
CREATE MATERIALIZED VIEW {s}.{matview} AS SELECT {column} AS {alias} FROM {s}.{table};
CREATE RULE {rule} AS ON DELETE TO {s}.{child} DO INSTEAD NOTHING;
CREATE TRIGGER {trigger} BEFORE UPDATE OF {column6} ON {s}.{table} FOR EACH ROW WHEN (OLD.{column3} <> {v})
    EXECUTE FUNCTION {s}.{trigger_function}({v});
CREATE POLICY {policy} ON {s}.{table} USING ({column3} <> {v});
CREATE FUNCTION {s}.{event_function}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER {event} ON ddl_command_end WHEN TAG IN ('CREATE CONVERSION') EXECUTE FUNCTION {s}.{event_function}();
CREATE FOREIGN DATA WRAPPER {wrapper};
CREATE SERVER {server} TYPE {v} VERSION {v} FOREIGN DATA WRAPPER {wrapper} OPTIONS ({option} {v});
CREATE FOREIGN TABLE {s}.{foreign_table} ({column} text OPTIONS ({option} {v})) SERVER {server} OPTIONS ({option} {v});
CREATE USER MAPPING FOR PUBLIC SERVER {server};
CREATE PUBLICATION {publication} FOR TABLE {s}.{table} ({column}), {s}.{child};
CREATE SUBSCRIPTION {subscription} CONNECTION 'host=far' PUBLICATION {publication} WITH (connect = false, slot_name = NONE);
CREATE LANGUAGE {language} HANDLER plpgsql_call_handler;
CREATE ACCESS METHOD {method} TYPE TABLE HANDLER heap_tableam_handler;
ALTER DEFAULT PRIVILEGES IN SCHEMA {s} GRANT USAGE ON TYPES TO PUBLIC;
GRANT SELECT ({column}) ON {s}.{table} TO PUBLIC;
COMMENT ON SCHEMA {s} IS {v};
COMMENT ON TABLE {s}.{table} IS {v};
COMMENT ON COLUMN {s}.{table}.{column} IS {v};
COMMENT ON CONSTRAINT {check} ON {s}.{table} IS {v};
COMMENT ON FUNCTION {s}.{function}(integer) IS {v};
COMMENT ON TYPE {s}.{enum} IS {v};
"""


def schema(names: Names, *, without: str = "") -> str:
    """A schema of every kind that has names, less the statements that begin with `without`."""
    values = {"t1": said(names.text()[:20]), "t2": said(names.text()[:20] + "2"), "v": said(names.text()), "setting": "app.x"}
    values["body"] = said(f"BEGIN\n  -- {' '.join(names.text().split())}\n  RETURN length({said(names.text())});\nEND")
    values["trigger_body"] = said(f"BEGIN PERFORM {said(names.text())}; RETURN NEW; END")
    values["sql_body"] = said(f"SELECT {said(names.text())}")
    kinds = re.sub(rf"^(?:{without}) .*\n", "", KINDS, flags=re.MULTILINE) if without else KINDS
    return kinds.format_map(_Filled(names, values))


class _Filled(dict):
    """Each word of the template is one name."""

    def __init__(self, names: Names, values: dict[str, str]) -> None:
        super().__init__(values)
        self.names = names

    def __missing__(self, key: str) -> str:
        self[key] = quoted(self.names.raw())
        return self[key]
