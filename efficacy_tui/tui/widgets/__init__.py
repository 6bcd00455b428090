"""Widgets that know nothing of the journal."""
