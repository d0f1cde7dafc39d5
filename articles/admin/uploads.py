"""A picture chosen right in the article form. It enters the library before the form is judged, so that no mistake
elsewhere in the form makes anybody choose the file again."""

import contextlib

from django.core.exceptions import ValidationError

from articles.models import Picture

from .article_form import PICTURE_WORDS


def take_upload(request):
    """Put the number of the uploaded picture where the form expects the chosen one. Returns a ValidationError or
    None."""
    file = request.FILES.pop("upload", [None])[-1]
    if file is None or not request.user.has_perm("articles.add_picture"):
        return None
    try:
        picture, _is_new = Picture.objects.admit(file, request.user)
    except ValidationError as error:
        return error
    data = request.POST.copy()
    forget_words_of_the_picture_before(data, picture)
    data["picture"] = data["picture_words_of"] = str(picture.pk)
    request.POST = data
    return None


def forget_words_of_the_picture_before(data, picture):
    """Words that stood in the form for another picture do not belong to this one; words typed since then do."""
    before = None
    with contextlib.suppress(ValueError):
        before = Picture.objects.filter(pk=data.get("picture_words_of") or None).first()
    for word in PICTURE_WORDS:
        typed = data.get(f"picture_{word}", "").strip()
        if not typed or (before and before != picture and typed == getattr(before, word)):
            data[f"picture_{word}"] = getattr(picture, word)
