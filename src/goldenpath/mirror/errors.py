"""What ends a mirroring."""


class MirrorError(Exception):
    """A golden path has no true form; the message names file, question and remedy."""


class InexpressibleError(Exception):
    """A question says what a form cannot; the caller knows its name and file."""
