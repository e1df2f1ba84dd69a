"""`serve --demo`: six invented partners on this machine, two releases, and a home that is gone afterwards."""
