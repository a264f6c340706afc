"""The console script. `--version` is answered before anything is imported."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code (`schemadiff.core.exit_codes`)."""
    if sys.argv[1:] == ["--version"]:
        from schemadiff import __version__

        sys.stdout.write(f"schemadiff {__version__}\n")
        return
    from schemadiff.cli.run import run

    code = run(sys.argv[1:])
    # The interpreter looks for cycles once more before it ends; the operating system takes the memory back sooner.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
