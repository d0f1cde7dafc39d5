"""How often passwords may be guessed at, asked before a hash is computed."""

from accounts import known_browsers, limits
from accounts.network import network_name

# Tries and seconds. Two times can meet, so that any five minutes see at most twice as many tries at an account.
OF_ACCOUNT = (5, 300)
OF_NETWORK = [(10, 60), (200, 24 * 3600)]


def take(request, email):
    """Count a try at an account: None, or the seconds to wait. What was no guess is given back.

    A browser that the account knows has five tries of its own, whatever others do. Everybody else shares five, and
    has what their network may try. An address without an account is counted like any other.
    """
    taken = []
    for limit in limits_of(request, email):
        wait = limits.take(*limit)
        if wait:
            for name, subject, *_others in taken:
                limits.give_back(name, subject)
            return wait
        taken.append(limit)
    return None


def give_back(request, email):
    """The password was right."""
    for name, subject, *_others in limits_of(request, email):
        limits.give_back(name, subject)


def limits_of(request, email):
    browser = known_browsers.number_of(request, email)
    if browser:
        return [("password, known browser", browser, *OF_ACCOUNT)]
    network = network_name(request)
    return [
        ("password", email.strip().lower(), *OF_ACCOUNT),
        *((f"password, network, {seconds}", network, amount, seconds) for amount, seconds in OF_NETWORK),
    ]
