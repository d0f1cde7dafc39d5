from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Page

SUPPORT_PAGE = "support"


@require_safe
def support(request):
    """How to give. The desk writes the particulars (bank details, addresses) in the standing page “support”."""
    page = Page.objects.in_edition(get_language()).filter(slug=SUPPORT_PAGE).first()
    return render(request, "patrons/support.html", {"page_object": page})
