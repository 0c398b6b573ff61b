"""The first check of every command. Written so that any Python 3 can read it."""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def complaint(version):
    """Return what is wrong with this Python version, or None."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return None
    told = "This is Python {}.{} but Odoo 19 needs 3.11, 3.12 or 3.13".format(*version[:2])
    return told + ": run the command with one of these, for example `python3.12 setup/test`."


def check():
    problem = complaint(sys.version_info)
    if problem:
        sys.stderr.write(problem + "\n")
        sys.exit(1)
