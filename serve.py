"""Start everything: `python serve.py`, or `python serve.py --demo` to look around. The same as `syndication serve`."""

import sys

from syndication.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]], prog_name="serve.py")
