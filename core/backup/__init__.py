"""Backup and its drill: the database in one snapshot, every file with its fingerprint, and what has to hold after."""
