"""Backups: one file that holds the database, what was withdrawn and the configuration, and proves itself whole.

And their other side: what was withdrawn leaves no byte, neither in the database nor in a backup that the home keeps.
"""

from syndication.backup.archive import About, BackupError
from syndication.backup.restoring import Restored, bring_config, restore
from syndication.backup.scrubbing import is_due, scrub
from syndication.backup.writing import Backup, write

__all__ = ["About", "Backup", "BackupError", "Restored", "bring_config", "is_due", "restore", "scrub", "write"]
