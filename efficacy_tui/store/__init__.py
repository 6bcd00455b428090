"""Durable storage: the journal file, its transactions and its history."""
