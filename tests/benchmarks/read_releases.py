"""What reading a release costs: milliseconds for 10 KB of text, and how that grows with the length.

python tests/benchmarks/read_releases.py [FOLDER]   (the labelled releases, unless another folder is named)

Each text is read as it is and repeated to 10 and to 80 KB; processor time, the least of three readings.
"""

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from feeds import press
from tests.release_score import TIMEZONE, documents

RELEASES = Path(__file__).parents[3] / "shared" / "releases"
KB = 1024
READINGS = 3


def cost(text: str) -> float:
    """Milliseconds of processor time for 10 KB of a text that is read whole."""

    def once() -> float:
        start = time.process_time()
        press.read(text, TIMEZONE)
        return time.process_time() - start

    return 1000 * min(once() for _ in range(READINGS)) * 10 * KB / len(text.encode())


def repeated(text: str, size: int) -> str:
    return text * max(1, size // len(text.encode()))


def main(folder: Path) -> None:
    texts = {str(truth["id"]): text for text, truth in documents(folder)}
    if not texts:
        sys.exit(f"There are no labelled releases in {folder}. Name a folder that has them.")
    for text in texts.values():  # the patterns are compiled once, at the first reading
        press.read(text, TIMEZONE)
    sizes = {"as it is": 0, "10 KB": 10 * KB, "80 KB": 80 * KB}
    costs = {name: {id_: cost(repeated(text, size)) for id_, text in texts.items()} for name, size in sizes.items()}
    growth = {id_: costs["80 KB"][id_] / costs["10 KB"][id_] for id_ in texts}
    rows = [f"{len(texts)} releases, CPU milliseconds for 10 KB{'median':>12}{'worst':>10}  which"]
    for name, row in costs.items():
        worst = max(row, key=row.__getitem__)
        rows.append(f"{name:<43}{median(row.values()):>10.1f}{row[worst]:>10.1f}  {worst}")
    rows.append(f"{'80 KB by 10 KB, as a ratio':<43}{median(growth.values()):>10.2f}{max(growth.values()):>10.2f}")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RELEASES)
