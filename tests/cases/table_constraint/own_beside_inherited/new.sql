CREATE TABLE a (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE a_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (a);

CREATE TABLE b (f int);
CREATE TABLE b_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (b);

CREATE TABLE c (f int);
CREATE TABLE c_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (c);

CREATE TABLE d (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE d_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (d);

CREATE TABLE e (f int, CONSTRAINT positive CHECK (f > 0));
CREATE TABLE e_heir (CONSTRAINT positive CHECK (f > 0)) INHERITS (e);
