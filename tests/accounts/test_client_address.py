"""Where a visitor comes from: what a proxy of ours says is believed, what a visitor says is not."""

from ipaddress import ip_address

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.network import client_address, network_of

OUR_PROXIES = ["10.0.0.0/8", "127.0.0.1", "::1"]


def address(remote, forwarded=None):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    found = client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **more))
    return found and str(found)


def test_without_proxies_the_header_is_not_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert address("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_a_stranger_cannot_pose_as_a_proxy(settings):
    settings.TRUSTED_PROXIES = OUR_PROXIES
    assert address("203.0.113.7", "198.51.100.1") == "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7", "203.0.113.7"),  # what stands to the left came with the visitor
        ("1.1.1.1, 203.0.113.7, 10.2.2.2", "203.0.113.7"),  # two proxies of ours in a row
        ("203.0.113.7:52011", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:52011", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("10.3.3.3, 10.2.2.2", "10.3.3.3"),  # a visitor from inside
        ("1.1.1.1, junk", "10.1.1.1"),  # nothing to the left of junk was written by us
        ("unknown", "10.1.1.1"),
        ("", "10.1.1.1"),
        (None, "10.1.1.1"),
    ],
)
def test_behind_a_proxy_the_rightmost_stranger_is_the_visitor(settings, forwarded, expected):
    settings.TRUSTED_PROXIES = OUR_PROXIES
    assert address("10.1.1.1", forwarded) == expected


def test_a_proxy_on_this_machine_is_known_by_its_ipv4_address_in_ipv6_clothes(settings):
    settings.TRUSTED_PROXIES = OUR_PROXIES
    assert address("::ffff:127.0.0.1", "203.0.113.7") == "203.0.113.7"


def test_no_address_is_none(settings):
    settings.TRUSTED_PROXIES = OUR_PROXIES
    assert address("", "203.0.113.7") is None


def test_a_setting_that_is_no_network_is_named(settings):
    settings.TRUSTED_PROXIES = ["proxy.example.org"]
    with pytest.raises(ImproperlyConfigured, match=r"proxy\.example\.org"):
        address("203.0.113.7")


def test_networks_have_a_length_for_each_kind_of_address():
    assert str(network_of(ip_address("203.0.113.7"), ipv4=24, ipv6=48)) == "203.0.113.0/24"
    assert str(network_of(ip_address("2001:db8:1:2:3::4"), ipv4=24, ipv6=48)) == "2001:db8:1::/48"


addresses = st.ip_addresses().map(str)
hops = st.one_of(addresses, st.text(), st.text("0123456789abcdef.:[]%/, "))


@given(st.one_of(addresses, hops), st.lists(hops).map(",".join))
def test_no_header_however_strange_raises(remote, forwarded):
    with override_settings(TRUSTED_PROXIES=["0.0.0.0/0", "::/0"]):
        address(remote, forwarded)
