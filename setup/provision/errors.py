"""What can go wrong, told in one sentence instead of a traceback."""

import errno
import signal
import sys
from collections.abc import Callable


class SetupError(Exception):
    """Its text is one plain sentence: what is wrong and what to do about it."""


DISK_FULL = (
    "The disk is full: free some space, or set ORDER_TRACKING_HOME to a folder on a bigger disk,"
    " and run the command again."
)


ELSEWHERE = "set ORDER_TRACKING_HOME to another folder"


def sentence_for(error: OSError) -> str:
    """Put an operating system error, wherever it came from, into a sentence."""
    where = error.filename or "a file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if error.errno == errno.ENAMETOOLONG:
        return f"The path {where} is too long: clone into a shorter one or {ELSEWHERE}."
    if isinstance(error, PermissionError):
        return f"{where} is not this user's to write or run: run as its owner or {ELSEWHERE}."
    reason = error.strerror or error
    return f"{where} cannot be used ({reason}): repair or remove it and run the command again."


def _terminated(_signal, _frame):
    raise KeyboardInterrupt


def run_command(main: Callable[[list[str]], int]) -> int:
    """Run a command's main function; an expected failure ends as one sentence and exit code 1."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        return main(sys.argv[1:])
    except SetupError as error:
        sentence = str(error)
    except OSError as error:
        sentence = sentence_for(error)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    print(sentence, file=sys.stderr)
    return 1
