"""How many times as fast one act is as another, in one run: the acts take turns, and one is held beside itself."""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator

WARM_UP = 12
CONTROL = 0.05  # how far an act may differ from itself
GOAL = 10.0
AGAIN = " nogmaals"

Act = Callable[[], object]
Times = dict[str, list[float]]


def interleaved(acts: dict[str, Act], rounds: int) -> Times:
    """Seconds per act and round; the acts take turns, so that a slow minute hits all of them.

    In every order equally often: who always comes after the admin finds the processor's memory full of the admin's.
    """
    times: Times = {name: [] for name in acts}
    orders = itertools.cycle(itertools.permutations(acts))
    for round_ in range(rounds + WARM_UP):
        for name in next(orders):
            started = time.perf_counter()
            acts[name]()
            if round_ >= WARM_UP:
                times[name].append(time.perf_counter() - started)
    return times


def beside_itself(name: str, act: Act, **others: Act) -> dict[str, Act]:
    """The acts of one run: `act` twice, and the others."""
    return {name: act, f"{name}{AGAIN}": act} | others


def judged(name: str, other: str, times: Times, queries: int, most: int, *, goal: float = GOAL) -> Iterator[str]:
    """Prints how many times as fast `name` is as `other`; yields what misses the goal, or that this run cannot tell."""
    ours, again, beside = (statistics.median(times[each]) for each in (name, f"{name}{AGAIN}", other))
    control, ratio = abs(ours - again) / ours, beside / ours
    print(f"{name} {ours * 1e3:6.1f} ms   {other} {beside * 1e3:8.1f} ms   {other} / {name} = {ratio:.1f}")
    print(f"controle: {name} tegen {name} {control:.1%} verschil   queries: {queries}", flush=True)
    if control > CONTROL:
        yield f"de controle van {name} verschilt {control:.1%}; de machine is te onrustig voor een uitspraak"
    elif ratio < goal:
        yield f"{name} is {ratio:.1f} keer zo snel als {other}; het doel is {goal:.0f}"
    if queries > most:
        yield f"{name} doet {queries} queries; het doel is hoogstens {most}"
