"""The service: gather, merge, publish and serve, over one store."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("coalition-syndication")
except PackageNotFoundError:  # run from a clone, not installed
    VERSION = "2026.11.0"
