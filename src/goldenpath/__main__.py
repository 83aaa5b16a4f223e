"""`python -m goldenpath` is the console script."""

from goldenpath.cli import entry

entry()
