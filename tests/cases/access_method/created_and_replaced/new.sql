CREATE ACCESS METHOD "Heap" TYPE TABLE HANDLER heap_tableam_handler;
CREATE FUNCTION public.handler(internal) RETURNS index_am_handler LANGUAGE internal AS 'bthandler';
CREATE ACCESS METHOD changed TYPE INDEX HANDLER public.handler;
COMMENT ON ACCESS METHOD "Heap" IS 'as heap';
CREATE TABLE public.t (a integer) USING "Heap";
CREATE OPERATOR CLASS public.int_ops DEFAULT FOR TYPE integer USING changed AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
