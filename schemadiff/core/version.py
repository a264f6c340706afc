"""The version of schemadiff."""

VERSION = "0.1.0"
