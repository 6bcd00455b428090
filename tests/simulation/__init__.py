"""Simulated people, whose true efficacy is known: how far the numbers can be trusted. `python -m tests.simulation`."""
