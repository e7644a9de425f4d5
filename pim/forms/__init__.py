"""Forms in plain words: the base, the fields, and forms that run over several pages."""
