from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallServerArgon2(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it for a server with little memory: 19 MiB, two passes.

    Django's own default takes 100 MiB and eight lanes for each sign-in, which lets a handful
    of guessers starve a machine of two cores.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
