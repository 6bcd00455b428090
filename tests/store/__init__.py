"""Tests of the store: durability, history, backups, damage, merging, erasing."""
