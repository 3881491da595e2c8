"""A process that has read all of Ebb's code and forks a server for each line it is sent.

Starting Python anew for each of twenty servers would take longer than all the rest of the test. Says the number of
each server it starts, and once that server is gone, how it ended.

With `too-early` its servers have a fault: they answer before they commit.
"""

import os
import sys
import threading
from collections.abc import Sequence

from app import __main__ as commands
from app.db import writer
from app.db.engines import driver


def answer_then_commit(self: writer.Writer, jobs: Sequence[writer._Job]) -> None:
    """What the writer must never do, on a disk that takes a tenth of a second."""
    writer._hand_back(jobs)
    threading.Event().wait(0.1)
    driver(self._db).execute("COMMIT")


def main() -> None:
    """Reads lines until there are no more."""
    if "too-early" in sys.argv:
        writer.Writer._commit = answer_then_commit  # type: ignore[method-assign]
    while sys.stdin.readline():
        server = os.fork()
        if server == 0:
            sys.argv = ["ebb", "serve", "--port", "0"]
            commands.main()
        print(server, flush=True)
        _, status = os.waitpid(server, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
        print("the server is gone", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
