"""Servers that are already there, given by ``DATABASE_URL`` and ``REDIS_URL``."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from pim.stack.errors import CannotRun
from pim.stack.options import Options


def check(options: Options) -> None:
    """One clear line when a given server does not answer."""
    check_databases(options)
    if options.redis_url:
        check_broker(options.redis_url)


def check_databases(options: Options) -> None:
    for name in ("database_url", "migrate_database_url", "worker_database_url"):
        url = getattr(options, name)
        if url:
            check_database(name.upper(), url)


def check_database(name: str, url: str) -> None:
    import psycopg2

    try:
        connect(url).close()
    except psycopg2.Error as error:
        raise CannotRun(f"{name}: the database cannot be reached: {first_line(error)}") from None


def connect(url: str) -> Any:
    """A connection to what a ``DATABASE_URL`` names."""
    import psycopg2

    return psycopg2.connect(**known(url), connect_timeout=5)


def known(url: str) -> dict[str, Any]:
    """What a ``DATABASE_URL`` names, read as the settings read it and called as libpq calls it."""
    import environ

    read = environ.Env.db_url_config(url)
    return {
        "host": read["HOST"] or read.get("OPTIONS", {}).get("host"),
        "port": read["PORT"] or None,
        "user": read["USER"] or None,
        "password": read["PASSWORD"] or None,
        "dbname": read["NAME"] or None,
    }


def check_broker(url: str) -> None:
    import redis

    try:
        with redis.from_url(
            as_redis(url), socket_connect_timeout=5, socket_timeout=5, retry=None
        ) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise CannotRun(f"REDIS_URL: the broker cannot be reached: {first_line(error)}") from None


def as_redis(url: str) -> str:
    """``redis+socket:///path?virtual_host=0`` as the client writes it: ``unix:///path?db=0``."""
    parts = urlsplit(url)
    if parts.scheme != "redis+socket":
        return url
    database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
    return f"unix://{parts.path}?db={database}"


def as_kombu(url: str) -> str:
    """The other way round, for celery."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
