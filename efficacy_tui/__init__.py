"""efficacy_tui: a terminal dashboard for building self-efficacy, one domain at a time."""
