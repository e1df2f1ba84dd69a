"""`python -m syndication`: the same as the command `syndication`."""

from syndication.cli import main

if __name__ == "__main__":
    main(prog_name="syndication")
