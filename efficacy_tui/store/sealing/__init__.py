"""Sealing: age encryption of the journal and of every copy of it, for those who asked for it.

A sealed file is a plain age file for two keys: the journal's own, which a passphrase protects, and a recovery key that
the person put elsewhere. The stock `age` tool opens it with either.
"""
