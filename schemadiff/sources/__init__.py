"""Where snapshots come from: databases, files, migration folders, saved snapshots. All are interchangeable."""

from schemadiff.sources.session import Session, open_session

__all__ = ["Session", "open_session"]
