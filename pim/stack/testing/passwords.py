from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPasswordHasher(PBKDF2PasswordHasher):
    """Slow hashing protects people; in tests it is only slow. The real service can check it."""

    iterations = 1
