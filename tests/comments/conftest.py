import pytest

from tests import factories

from .conversations import member


@pytest.fixture
def article(db):
    return factories.article()


@pytest.fixture
def olha(article):
    """A member whose comments show at once."""
    return member(article, display_name="Olha")
