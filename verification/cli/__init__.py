"""The command line: reads arguments and files, prints, and sets the exit status; nothing else.

Exit status: 0 the subject is correct; 1 it is not, for a cause in the file; 2 it was not
graded: wrong arguments, an unreadable file or a failure of ours.
"""

import sys
import traceback

# Each file adds its command to the application, in the order in which help lists them.
from verification.cli import (
    explaining,
    faults,
    frameworks,
    grading,
    init,
    key,
    replaying,
    verifying,
)
from verification.cli.app import app
from verification.cli.edges import complain, prepare

__all__ = [
    "app",
    "explaining",
    "faults",
    "frameworks",
    "grading",
    "init",
    "key",
    "main",
    "replaying",
    "verifying",
]


def main() -> None:
    """Run the command line, and end with an exit status that is no accident."""
    prepare()
    try:
        app(prog_name="refgrad")
    except Exception as error:  # noqa: BLE001 - Python's own status would be 1, a verdict
        traceback.print_exc()
        complain(f"this is our failure, not the submission's ({type(error).__name__}).")
        sys.exit(2)
