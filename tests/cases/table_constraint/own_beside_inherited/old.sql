CREATE TABLE a (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE a_heir () INHERITS (a);

CREATE TABLE b (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE b_heir () INHERITS (b);

CREATE TABLE c (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE c_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (c);

CREATE TABLE d (f int);
CREATE TABLE d_heir () INHERITS (d);

CREATE TABLE e (f int);
