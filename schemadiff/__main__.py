"""The console script. `--version` is answered before anything is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code (`schemadiff.core.exit_codes`)."""
    if sys.argv[1:] == ["--version"]:
        from schemadiff import __version__

        sys.stdout.write(f"schemadiff {__version__}\n")
        return
    from schemadiff.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
