CREATE OPERATOR public.== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(public.!==));
CREATE OPERATOR public.!== (FUNCTION = int4ne, LEFTARG = integer, RIGHTARG = integer, NEGATOR = OPERATOR(public.==));
CREATE OPERATOR public.<< (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer);
