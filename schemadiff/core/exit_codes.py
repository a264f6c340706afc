"""Exit codes of the process."""

DONE = 0
FAILED = 1
DIFFERS = 2
REFUSED = 3
USAGE = 4
INTERRUPTED = 130
