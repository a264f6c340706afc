"""Everything that schemadiff raises on purpose.

    SchemadiffError                 exit code 1
    ├── UsageError                  4   wrong arguments or configuration
    ├── RefusedError                3   refused for safety: destructive, unapproved, protected
    ├── SqlError                        SQL that PostgreSQL, or its grammar, does not accept
    ├── DatabaseError                   a database that cannot be reached, read or changed
    │   └── PermissionDenied            the role lacks a right
    ├── ScratchError                    no scratch database can be had
    ├── PlanError                       no plan exists: a cycle, an unknown attribute, a change that PostgreSQL lacks
    │   └── ProofError                  a plan was executed in scratch and did not give the desired state
    ├── MigrationError                  the migration folder is not as it should be: edited, missing, out of order
    ├── BackupError                     no backup could be written, read or restored
    └── ApplyError                      applying stopped: drift, a failed statement, a lock that was not had

Each carries `Diagnostic`s; its text is theirs. The numbers of exit codes are `schemadiff.core.exit_codes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core import exit_codes
from schemadiff.core.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence


class SchemadiffError(Exception):
    """Base of all errors. `diagnostics` is never empty; `exit_code` is what the process ends with."""

    exit_code = exit_codes.FAILED
    code = "error"

    def __init__(self, problem: str | Diagnostic | Sequence[Diagnostic], *, hint: str | None = None) -> None:
        if isinstance(problem, str):
            problem = Diagnostic(code=self.code, severity=Severity.ERROR, message=problem, hint=hint)
        self.diagnostics: tuple[Diagnostic, ...] = (problem,) if isinstance(problem, Diagnostic) else tuple(problem)
        super().__init__("\n".join(d.text() for d in self.diagnostics))


class UsageError(SchemadiffError):
    """Wrong arguments or configuration."""

    exit_code = exit_codes.USAGE
    code = "usage"


class RefusedError(SchemadiffError):
    """Refused for safety; nothing was changed."""

    exit_code = exit_codes.REFUSED
    code = "refused"


class SqlError(SchemadiffError):
    """SQL that PostgreSQL, or its grammar, does not accept."""

    code = "sql"


class DatabaseError(SchemadiffError):
    """A database that cannot be reached, read or changed."""

    code = "database"


class PermissionDenied(DatabaseError):
    """The connecting role lacks a right."""

    code = "permission"


class ScratchError(SchemadiffError):
    """No scratch database can be had."""

    code = "scratch"


class PlanError(SchemadiffError):
    """No plan exists that takes the current state to the desired one."""

    code = "plan"


class ProofError(PlanError):
    """A plan was executed in scratch and did not give the desired state."""

    code = "proof"


class MigrationError(SchemadiffError):
    """The migration folder is not as it should be."""

    code = "migration"


class BackupError(SchemadiffError):
    """No backup could be written, read or restored."""

    code = "backup"


class ApplyError(SchemadiffError):
    """Applying stopped; the journal says where."""

    code = "apply"
