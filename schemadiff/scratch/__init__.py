"""Scratch databases, and the servers that they and development databases run on."""

from schemadiff.scratch.binaries import Binaries, client_program, embedded, local
from schemadiff.scratch.development import EmbeddedDatabase
from schemadiff.scratch.resolve import open_scratch
from schemadiff.scratch.server import ScratchServer
from schemadiff.scratch.slots import own_server

__all__ = [
    "Binaries",
    "EmbeddedDatabase",
    "ScratchServer",
    "client_program",
    "embedded",
    "local",
    "open_scratch",
    "own_server",
]
