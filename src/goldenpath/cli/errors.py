"""What ends a command with exit code 2."""


class UsageError(Exception):
    """The call or the configuration is wrong; the message names what and the remedy."""
