"""What whoever keeps the service up must see: numbers, which name and count nobody.

Off without ``PIM_METRICS_TOKEN``. Requests are counted where they are answered, by the name of
their route and never by their path; all else is asked of the database when somebody looks.
"""
