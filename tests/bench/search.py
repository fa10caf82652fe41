"""How long PostgreSQL takes to find somebody by name within a municipality: the same few ms for any register."""

import statistics
import time
from collections.abc import Iterator

GOAL = 10.0  # ms
TYPED = ("jansen", "de vries", "bakkr", "ver", "smit", "00101", "willemsen", "zzzz", "hendriks", "te")


def measure() -> Iterator[str]:
    """Prints the median and the slowest; yields the goal when it is missed."""
    from django.db import connection, transaction
    from django.http import QueryDict

    from cases.lists import page
    from cases.selection import behind
    from municipalities.asker import tell_database
    from municipalities.models import Membership, today

    consulent = Membership.objects.filter(role="consulent", municipality__cbs_code="GM0141").first()
    took: list[float] = []

    def clock(execute, sql, parameters, many, context):  # type: ignore[no-untyped-def]
        started = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            took[-1] += (time.perf_counter() - started) * 1e3

    with transaction.atomic():
        tell_database(str(consulent.user.key), str(consulent.pk))
        for round_ in range(12):
            for typed in TYPED:
                everybody = behind(consulent, today())
                took.append(0.0)
                with connection.execute_wrapper(clock):
                    page(everybody.narrowed({"q": typed, "show": "alle"}), QueryDict(), today())
                if round_ < 2:
                    took.pop()
    median, worst = statistics.median(took), max(took)
    print(f"zoeken op naam binnen Almelo: {median:.1f} ms SQL (langste {worst:.1f} ms)", flush=True)
    if median > GOAL:
        yield f"zoeken duurt {median:.1f} ms; het doel is hoogstens {GOAL:.0f}"
