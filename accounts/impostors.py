"""Names that pretend to be the paper, or somebody who works for it."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User

OFFICES = {"admin", "administrator", "editor", "editorial", "moderator", "newsdesk", "newsroom", "official", "staff"}
OFFICES |= {
    "адмін",
    "адміністратор",
    "адміністрація",
    "модератор",
    "модераторка",
    "редактор",
    "редакторка",
    "редакція",
}
# Letters of other alphabets, and signs, that are drawn like a Latin one.
ALIKE = dict(zip("аеорсхуіїјкмтвнгԁһԛѕԝαορνιυτκβηεχγ", "aeopcxyiijkmtbhrdhqswaopviutkbnexy", strict=True))
ALIKE |= dict(zip("0135$@|!ıł", "oiessaiiil", strict=True))


def skeleton(name):
    """What a name looks like to somebody who reads fast: no case, no accents, no spaces, one alphabet."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(ALIKE.get(sign, sign) for sign in plain)
    return re.sub(r"[\W_]", "", letters).replace("l", "i").replace("rn", "m").replace("vv", "w")


def refuse_impostor(name, user=None):
    """Refuse a name that readers would take for the paper's own voice; staff may be called what they are."""
    if user is not None and user.is_staff:
        return
    words = {skeleton(word) for word in re.findall(r"\w+", name)}
    if skeleton(settings.SITE_NAME) in skeleton(name) or words & {skeleton(office) for office in OFFICES}:
        raise ValidationError(
            _("Readers would think that you speak for the newsroom. Choose a name of your own."), code="impostor"
        )
    of_staff = User.objects.filter(is_staff=True, is_active=True).values_list("display_name", flat=True)
    if skeleton(name) in set(map(skeleton, of_staff)):
        raise ValidationError(
            _("Somebody in the newsroom is called like that. Add something that tells you apart."), code="impostor"
        )
