"""The checks, one file each; `goldenpath.check` finds them here."""
