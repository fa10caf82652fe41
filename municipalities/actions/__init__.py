"""Changes to accounts and roles: a noun per module, verbs as functions."""


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""
