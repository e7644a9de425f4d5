"""How often each is measured, and how it is told."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

ONE_BY_ONE = 200  # rows that the slow ways are measured on
ROUNDS = 5


def by_two(work):
    def alone(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(alone, range(2)))


def in_ms(took: dict[str, float]) -> dict[str, str]:
    return {name: f"{seconds * 1000:,.1f} ms" for name, seconds in took.items()}
