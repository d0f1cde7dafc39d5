from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.front import compose


@require_safe
def home(request):
    """The front page. Who stands where is decided in `articles/front/`."""
    return render(request, "articles/home.html", compose(get_language()))
