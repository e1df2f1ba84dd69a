"""Bringing content in: ask an address, read what it gave, decide when to ask again."""
