"""The store: durability, history, backups, damage, merging, erasing."""
