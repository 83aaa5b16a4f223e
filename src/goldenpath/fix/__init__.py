"""Mends what has one right answer, by edits that leave every other character as it is.

A finding is not mended by its message: a proposal is tried in memory, the text is read again in
both dialects and judged again, and it stands only if the finding is gone, nothing new has come and
no other value has changed. `mend` returns what there is to write; `write` writes it.
"""

from goldenpath.fix.mend import FIXERS, Mended, mend
from goldenpath.fix.write import Change, write

__all__ = ["FIXERS", "Change", "Mended", "mend", "write"]
