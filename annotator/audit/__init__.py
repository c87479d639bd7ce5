"""Append-only, hash-chained events and the register of stored files."""
