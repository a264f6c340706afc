CREATE TABLE t (a int);
CREATE AGGREGATE mid(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE least_of(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <);
