"""The command line, the settings and the composition root of Kefu (客服)."""

__version__ = "0.1.0"
