"""What can go wrong with the order database; every message says what to do next."""

from __future__ import annotations


class ShopError(Exception):
    """Base of all errors raised on purpose by :mod:`shop`."""


class BadDatabaseUrl(ShopError, ValueError):
    """The database URL cannot be used; the message shows one that can."""


class ShopUnavailable(ShopError):
    """The database does not answer now: connection lost, locked, unreadable. Trying later may help."""


class ShopNotMigrated(ShopError):
    """The database is missing, or its tables are not those of this code."""


class ShopAlreadySeeded(ShopError):
    """The database already holds customers, and a seed would replace them."""


class SeedDataError(ShopError, ValueError):
    """A file in ``data/shop`` breaks a rule; the message names the file, the entry and the rule."""


class RequestKeyReused(ShopError, ValueError):
    """One request key was used for two different writes; each request needs a key of its own."""


class PolicyError(ShopError, ValueError):
    """The policy file breaks a rule; the message names the file, the key and what is allowed."""


class MappingError(ShopError, ValueError):
    """The description of a merchant's database does not fit it; the message names file, line and column."""


class NotSupported(ShopError):
    """This shop cannot do what was asked (see ``capabilities``); its staff can."""
