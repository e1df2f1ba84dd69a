"""The home of the demo: who the invented coalition is, its partners, and its releases as files."""

from datetime import date
from pathlib import Path
from xml.sax.saxutils import quoteattr

from syndication.demo.pages import FOLDER
from syndication.demo.releases import coming, new_info
from syndication.demo.sites import HOST, Sites

COALITION = f"""\
[coalition]
name = "Bay State Welcome Coalition"
short_name = "Bay State Welcome"
authority = "welcome.example"
contact = "news@welcome.example"
description = "News and meetings of clinics, tenants, workers and teachers across Massachusetts. Invented for the demo."
language = "en"
timezone = "America/New_York"

[polling]
allow_addresses = ["{HOST}"]
"""

OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Partners</title></head>
  <body>
{outlines}
  </body>
</opml>
"""


def build(home: Path, today: date, sites: Sites) -> None:
    """Write the home's configuration, its list of partners, and the texts of its releases."""
    (home / "config").mkdir(parents=True)
    (home / "releases").mkdir()
    (home / "config" / "coalition.toml").write_text(COALITION, encoding="utf-8")
    (home / "config" / "partners.opml").write_text(_opml(sites), encoding="utf-8")
    for seed in sorted((FOLDER / "releases").glob("*.txt")):
        (home / "releases" / seed.name).write_bytes(seed.read_bytes())
    (home / "releases" / "coming.txt").write_text(coming(today), encoding="utf-8")
    (home / "releases" / "new-info.txt").write_text(new_info(today), encoding="utf-8")


def _opml(sites: Sites) -> str:
    outlines = (
        f'    <outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(url)}/>' for name, url in sites.addresses
    )
    return OPML.format(outlines="\n".join(outlines))
