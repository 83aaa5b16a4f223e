"""The questions of a golden path, said again as a form of Backstage's Create page.

Pure functions: questions and the organisation's facts in, the text of a Template entity out.
Copier asks, computes and judges; the form shows what Copier asks, offers what Copier accepts, and
hands the answers over by name. What a question says and a form cannot is an error, never a
silent drop. Computed questions (`when: false`) and those that Copier does not prompt for
(`ask: false`) are no part of the form, because Copier computes them from the same facts.
"""

from goldenpath.mirror.errors import MirrorError
from goldenpath.mirror.form import Form
from goldenpath.mirror.template import mirror

__all__ = ["Form", "MirrorError", "mirror"]
