"""How fast it is, as ratios in one run: `make bench`. Milliseconds differ per machine and per minute; ratios hold.

Opponent: the Django admin on the same rows. Control: our own page against itself; when those two differ by more than 5
%, the machine is too restless and the run says so instead of a number.
"""
