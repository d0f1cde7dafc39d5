"""The patrons' side of the newsroom: its own rights, apart from those of editing."""

from . import desk, lists, offers, orders, people, transfers, wording

__all__ = ["desk", "lists", "offers", "orders", "people", "transfers", "wording"]
