CREATE OPERATOR CLASS public.box_only FOR TYPE box USING gist AS
    OPERATOR 3 &&, OPERATOR 15 <-> (box, point) FOR ORDER BY float_ops,
    FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_box_distance(internal, box, smallint, oid, internal);
CREATE TABLE public.t (b box, EXCLUDE USING gist (b public.box_only WITH &&));
