"""The statistics: pure functions of numbers that need only the standard library."""
