"""The newsroom's own settings, and a provider of the tests: for servers and processes apart from the tests'."""

from newsportal.settings import *  # noqa: F403
from patrons import providers

providers.KNOWN["store"] = "tests.patrons.store.Store"
