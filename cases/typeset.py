"""A process that sets one PDF and ends: its question as JSON on stdin, the file on stdout, what is wrong on stderr.

`cases/paper.py` starts it. The compiler keeps what it made in its memory for the next ten times; what this process took
goes back to the machine at its end. It is run as a file and by itself: no Django, no database, no keys. It ends in
time, also when who started it is gone.
"""

import json
import signal
import sys

REFUSED = 3  # exit status: the words of the compiler are on stderr
LONGEST = 45  # seconds; a page keeps its transaction a minute (municipalities/limits.py)


def main() -> int:
    signal.alarm(LONGEST)  # the machine ends it then, whatever it is doing
    import typst  # here, for who only wants to know what 3 is does not need a compiler

    try:
        file = typst.compile(**json.load(sys.stdin))
    except typst.TypstError as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
