"""byline (署名): say what you really did, and be trusted for it.

Importing this package does nothing and costs nothing; every room is imported by
the command that needs it.
"""

__version__ = "0.1.0"
