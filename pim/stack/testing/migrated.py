"""Tables are made once a run; the database of every worker begins as a copy."""

import fcntl


def migrated_once() -> str:
    """The name of a database with all tables. The first who asks makes it, the others wait."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    mark = settings.VAR_DIR / "migrated"
    with (settings.VAR_DIR / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            call_command("migrate", verbosity=0)
            connection.close()  # PostgreSQL copies no database that somebody uses
            mark.touch()
    return connection.settings_dict["NAME"]
