"""The only door out: every connection the product opens is made here."""
