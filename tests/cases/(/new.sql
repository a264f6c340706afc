FUNCTION = public.colour_same, LEFTARG = public.colour, RIGHTARG = public.colour, COMMUTATOR = OPERATOR(public.===), HASHES
);
CREATE OPERATOR CLASS public.colour_ops FOR TYPE public.colour USING hash AS
    OPERATOR 1 public.===, FUNCTION 1 public.colour_hash(public.colour);
CREATE CAST (public.colour AS integer) WITH FUNCTION public.colour_hash(public.colour) AS ASSIGNMENT;
CREATE TABLE public.t (c public.colour);
CREATE INDEX t_c ON public.t USING hash (c public.colour_ops);
CREATE STATISTICS public.s ON (c::integer) FROM public.t;
COMMENT ON OPERATOR CLASS public.colour_ops USING hash IS 'kept';
