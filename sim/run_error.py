"""The error of a run that cannot be trusted, in a file of its own: who reports it need not load the engine."""


class RunError(RuntimeError):
    """A run that cannot be trusted: it raised its error flag or produced a number that is not one. The message says which."""
