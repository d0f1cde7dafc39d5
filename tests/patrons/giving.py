"""The way of somebody who gives, through the pages, for tests of what comes before and after."""

import re

ONCE = {"rhythm": "once", "amount": "5.00", "currency": "EUR"}
MONTHLY = {"rhythm": "monthly", "amount": "4.00", "currency": "EUR"}
HIDDEN = re.compile(r'name="key" value="([^"]+)"')


def confirm_page(client, wish, path="/support/confirm/"):
    return client.get(path, wish).content.decode()


def filled_in(client, wish, **more):
    """The form of the confirm page as somebody sends it."""
    key = HIDDEN.search(confirm_page(client, wish))[1]
    return {**wish, "key": key, "provider": "demo", "email": "giver@example.org", **more}


def place(client, wish, **more):
    """Send it; the answer is the way to the checkout."""
    return client.post("/support/confirm/", filled_in(client, wish, **more))


def pay(client, checkout_url, card="4242", news="at_once", **more):
    return client.post(checkout_url, {"do": "pay", "card": card, "news": news, **more})


def give(client, wish, card="4242", **more):
    """From the confirm page to the page of thanks, as text."""
    placed = place(client, wish, **more)
    assert placed.status_code == 303, placed.content.decode()
    paid = pay(client, placed["Location"], card)
    return client.get(paid["Location"]).content.decode()
