"""Sentences that every UI shows, made from numbers."""
