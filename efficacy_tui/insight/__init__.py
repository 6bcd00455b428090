"""Numbers out of numbers: pure functions on the standard library alone."""
