"""The pages on which the desk arranges the front of an edition and sets the breaking strip."""

import functools

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.front import arranging, compose, review
from articles.front.arranging import LockedPlace, StaleFront
from articles.front.layouts import MOST_PLACES
from articles.ids import id_of
from articles.models import Article, Breaking, Front, Picture
from articles.templatetags.newsroom import short_moment

from .front_forms import SUGGESTED, WORDS_OF_STRIP, BreakingForm, HourForm, SlotForm

RECENT, KEPT_IN_VIEW = 3, 20
PERMISSION = "articles.arrange_front"
ACTS = ("arrange", "publish", "discard", "undo", "restore")


def addresses(site):
    """The addresses of these pages, for an admin site."""

    def page(view):
        return site.admin_view(for_those_who_arrange(functools.partial(view, site=site)))

    return [
        path("front/", page(first_edition), name="front"),
        path("front/<slug:edition>/", page(front_page), name="front_page"),
        path("front/<slug:edition>/frame/", framed_by_us(page(frame)), name="front_frame"),
        path("front/<slug:edition>/place/", page(slot_page), name="front_place"),
        path("front/<slug:edition>/place/<int:place>/<int:number>/", page(slot_page), name="front_slot"),
        path("front/<slug:edition>/earlier/", page(earlier), name="front_earlier"),
        path("front/<slug:edition>/breaking/", page(breaking), name="front_breaking"),
    ]


def for_those_who_arrange(view):
    @functools.wraps(view.func)
    def guarded(request, edition=settings.LANGUAGE_CODE, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if edition not in dict(settings.LANGUAGES):
            raise Http404("no such edition")
        return view(request, edition, **kwargs)

    return guarded


def framed_by_us(view):
    """The newsroom shows this page in a frame of its own; nobody else may."""

    @functools.wraps(view)
    def framed(*args, **kwargs):
        response = view(*args, **kwargs)
        rules = {**settings.SECURE_CSP, "frame-ancestors": ["'self'"]}
        response.headers["Content-Security-Policy"] = "; ".join(f"{name} {' '.join(of)}" for name, of in rules.items())
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return framed


def answer(request, site, name, edition, **context):
    """A page of the front, with what all of them show."""
    editions = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    of_edition = {"edition_shown": edition, "fronts": editions, "edition_name": dict(editions)[edition]}
    context.update(site.each_context(request), **of_edition)
    return TemplateResponse(request, f"admin/front/{name}.html", context)


@require_safe
def first_edition(request, edition, site):
    return redirect("admin:front_page", edition)


def hour_of(request):
    """The hour that the desk wants to see the page of; none for now, or when nothing like an hour was asked for."""
    form = HourForm(request.GET)
    return form.cleaned_data["at"] if form.is_valid() else None


# --- the front ---


@require_http_methods(["GET", "HEAD", "POST"])
def front_page(request, edition, site):
    if request.method == "POST":
        return press(request, edition, site)
    at, front, live = hour_of(request), arranging.arrangement(edition), Front.objects.live(edition)
    places, moment = arranging.in_places(front), review.moment_of(at)
    standings = compose(edition, front=front, at=at)["standings"]
    is_draft = bool(front.pk and not front.published_at)
    return answer(
        request,
        site,
        "page",
        edition,
        title=_("Front page"),
        front=front,
        live=live,
        is_draft=is_draft,
        at=at,
        hour=HourForm(request.GET if request.GET.get("at") else None),
        rows=rows(front, places, standings),
        layouts=Front.Layout.choices,
        warnings=review.warnings(front.layout, places, standings, moment),
        changes=review.changes(live or Front(language=edition), front) if is_draft else [],
        earlier=Front.objects.published(edition).select_related("published_by")[:RECENT],
        strip=Breaking.objects.in_force(edition).first(),
    )


def rows(front, places, standings):
    """A row for each place of the layout, and for those beyond it that hold something."""
    shown = {standing.place: standing for standing in standings}
    group = None
    for place in sorted({*shown, *places}):
        standing = shown.get(place)
        title = standing.group.title if standing else _("Not shown in this layout")
        slots = [
            {
                "number": number,
                "slot": slot,
                "words": " · ".join(review.slot_in_words(slot)),
                "stands": bool(standing and standing.by_hand and standing.slot == slot),
            }
            for number, slot in enumerate(places.get(place, []), 1)
        ]
        yield {
            "place": place,
            "title": title if title != group else "",
            "standing": standing,
            "by_rule": review.rule_in_words(standing.rule, standing.slot and standing.slot.section)
            if standing
            else "",
            "slots": slots,
            "locked": arranging.is_locked(places, place),
        }
        group = title


def press(request, edition, site):
    """One press of a button. Numbers that were typed count with whatever was pressed."""
    act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
    try:
        if wanted := wishes(request, edition):
            seen = arranging.reorder(edition, seen, **wanted).token
        if removed := numbers_of(request.POST.get("remove", "")):
            arranging.remove(edition, seen, *removed)
        elif act == "publish":
            told = arranging.publish(edition, seen, request.user)
            tell(request, told, _("The front is published."), _("There is no draft to publish."))
        elif act == "discard":
            if "sure" not in request.POST:
                return answer(request, site, "discard", edition, title=_("Discard the draft"), seen=seen)
            told = arranging.discard(edition, seen)
            tell(request, told, _("The draft is gone. The live front stays as it is."), _("There is no draft."))
        elif act == "undo":
            arranging.undo(edition, id_of(request.POST.get("live", "")), request.user)
            messages.success(request, _("The front before is live again."))
    except StaleFront:
        tell_stale(request)
    return redirect(request.get_full_path())


def tell(request, done, words, otherwise):
    messages.success(request, words) if done else messages.warning(request, otherwise)


def tell_stale(request):
    """Somebody else was faster: nothing was done, and what was wanted is repeated."""
    words = _("Somebody has changed or published this front since you opened the page. It is shown as it is now.")
    asked = [f"{name.removeprefix('place-')} → {to}" for name, to in moves(request.POST)]
    pressed, _colon, step = request.POST.get("move", "").partition(":")
    asked += [f"{pressed} {'↑' if step == 'up' else '↓'}"] if id_of(pressed) else []
    if asked:
        words += " " + _("You wanted to move: %(moves)s.") % {"moves": ", ".join(asked)}
    messages.error(request, words)


def moves(posted):
    """What was typed into the fields of numbers, where it differs from the place."""
    return [(name, to) for name, to in posted.items() if name.startswith("place-") and name != f"place-{to.strip()}"]


def wishes(request, edition):
    """Which places are to move where, and the layout; nothing when none does."""
    wanted = {}
    for name, to in moves(request.POST):
        place, to = id_of(name.removeprefix("place-")), id_of(to.strip())
        if place and 0 < to <= MOST_PLACES:
            wanted[place] = to
        else:
            messages.warning(request, _("Places are numbers from 1 to %(most)s.") % {"most": MOST_PLACES})
    pressed, _colon, step = request.POST.get("move", "").partition(":")
    if id_of(pressed) and step in ("up", "down"):
        place = id_of(pressed)
        wanted[place] = arranging.neighbour(edition, place, -1 if step == "up" else 1)
    layout = request.POST.get("layout")
    is_new = layout in Front.Layout.values and layout != arranging.arrangement(edition).layout
    return {"wanted": wanted, "layout": layout} if is_new or any(old != new for old, new in wanted.items()) else {}


def numbers_of(pressed):
    place, colon, number = pressed.partition(":")
    return (id_of(place), id_of(number)) if colon and id_of(place) else ()


@require_safe
def frame(request, edition, site):
    """The real page with the draft (or an earlier front), now or at an hour, each place with its number."""
    front, at = arranging.arrangement(edition), hour_of(request)
    if number := id_of(request.GET.get("front", "")):
        front = Front.objects.filter(pk=number, language=edition).first()
        if front is None:
            raise Http404("no such front")
    page = compose(edition, front=front, at=at)
    for standing in page["standings"]:
        if standing.article:
            standing.article.mark = standing.place
    with translation.override(edition):
        words = _("Front page as the desk sees it. Only staff see this.")
        if at:
            words += " " + _("What readers will see at %(time)s.") % {"time": short_moment(at)}
        return render(request, "articles/home.html", {**page, "desk": words})


# --- a place ---


@require_http_methods(["GET", "HEAD", "POST"])
def slot_page(request, edition, site, place=None, number=None):
    """Place an article, or change what stands in a place."""
    front = arranging.arrangement(edition)
    slot = arranging.at(arranging.in_places(front), place, number) if place else None
    if place and not slot and request.method != "POST":
        messages.warning(request, _("Nothing is meant for that place any more."))
        return redirect("admin:front_page", edition)
    posted = {**request.POST.dict(), **chosen(request)} if request.method == "POST" else None
    form = SlotForm(
        posted,
        initial=SlotForm.initial_of(slot) if slot else asked_for(request, edition),
        articles=articles_for(request, edition),
        pictures=Picture.objects.available().order_by("-pk"),
        language=edition,
    )
    form.fields["place"].help_text = review.places_in_words(front.layout)
    for name in ("starts_at", "ends_at"):
        form.fields[name].kept = getattr(slot, name, None)
    seen = front.token
    if posted is not None and form.is_valid():
        try:
            arranging.put(edition, request.POST.get("seen", ""), form.slot(), (place, number) if place else None)
            return redirect("admin:front_page", edition)
        except LockedPlace:
            form.add_error("place", _("What stands there is locked. Unlock it first, or choose another place."))
            seen = request.POST.get("seen", "")
        except StaleFront:
            place = number = slot = None  # who knows what stands there now: what was typed becomes a slot of its own
            words = _("Somebody has changed this front meanwhile. What you typed is kept: save it again to place it.")
            form.add_error(None, words)
    elif posted is not None:
        seen = request.POST.get("seen", "")
    return answer(
        request,
        site,
        "slot",
        edition,
        title=_("Change a place") if slot else _("Place an article"),
        form=form,
        seen=seen,
        action=request.path if place else None,
        **suggestions(form),
    )


def chosen(request):
    """One of several that words have found was chosen by its button."""
    names = ((name, request.POST.get(f"choose-{name}", "")) for name in ("article", "picture"))
    return {name: number for name, number in names if number}


def asked_for(request, edition):
    """A new slot as its address asks for it: ?article=12&place=3."""
    article = articles_for(request, edition).filter(pk=id_of(request.GET.get("article", ""))).first()
    return {"place": id_of(request.GET.get("place", "")) or 1, "article": article and f"{article} ({article.pk})"}


def articles_for(request, edition):
    """What may be placed: also what is not published yet, as its place is filled by a rule until it is."""
    known = Article.objects.in_edition(edition).readable_by(request.user)
    return known.exclude(status=Article.Status.WITHDRAWN).select_related("section").order_by("-modified_at")


def suggestions(form):
    """The newest of each kind, for the browser to suggest, and what the words that were typed may mean."""
    given = {}
    for name in ("article", "picture"):
        if field := form.fields.get(name):
            given[f"{name}s_suggested"] = [field.spelled(row) for row in field.rows[:SUGGESTED]]
            given[f"{name}s_found"] = field.found
    return given


# --- earlier fronts ---


@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request, edition, site):
    published = Front.objects.published(edition)
    if request.method == "POST":
        old = published.filter(pk=id_of(request.POST.get("front", ""))).first()
        if old is None:
            messages.warning(request, _("There is no such front."))
            return redirect(request.path)
        try:
            arranging.restore(edition, old, id_of(request.POST.get("live", "")), request.user)
            told = {"time": short_moment(old.published_at)}
            messages.success(request, _("The front of %(time)s is live again.") % told)
        except StaleFront:
            tell_stale(request)
        return redirect("admin:front_page", edition)
    before = id_of(request.GET.get("before", ""))
    if before:
        published = published.filter(pk__lt=before)
    shown = list(published.select_related("published_by", "restored_from")[: KEPT_IN_VIEW + 1])
    return answer(
        request,
        site,
        "earlier",
        edition,
        title=_("Earlier fronts"),
        earlier=shown[:KEPT_IN_VIEW],
        further=shown[KEPT_IN_VIEW - 1].pk if len(shown) > KEPT_IN_VIEW else None,
        live=Front.objects.live(edition),
    )


# --- the breaking strip ---


@require_http_methods(["GET", "HEAD", "POST"])
def breaking(request, edition, site):
    strip = Breaking.objects.in_force(edition).select_related("article", "set_by").first()
    is_sent = request.method == "POST" and "end" not in request.POST
    form = BreakingForm(
        {**request.POST.dict(), **chosen(request)} if is_sent else None,
        initial=strip_asked_for(request, edition) or None,
        articles=articles_for(request, edition),
    )
    if request.method == "POST" and not is_sent:
        ended = strip and str(strip.pk) == request.POST["end"] and strip.end(request.user)
        tell(request, ended, _("The strip is taken down."), _("That strip had ended already."))
        return redirect(request.path)
    if is_sent and form.is_valid():
        if str(strip.pk if strip else 0) == request.POST.get("seen"):
            made = form.announce(edition, request.user)
            told = {"time": short_moment(made.ends_at)}
            messages.success(request, _("The strip stands above every page until %(time)s.") % told)
            return redirect(request.path)
        words = _("Somebody else has set or ended a strip meanwhile. Yours is not set yet: look, and set it.")
        form.add_error(None, words)
    return answer(
        request,
        site,
        "breaking",
        edition,
        title=_("Breaking news"),
        form=form,
        strip=strip,
        now=timezone.now(),
        **suggestions(form),
    )


def strip_asked_for(request, edition):
    """A new strip as its address asks for it: ?article=12."""
    number = id_of(request.GET.get("article", ""))
    article = number and articles_for(request, edition).filter(pk=number).first()
    return article and {"words": article.list_headline[:WORDS_OF_STRIP], "article": f"{article} ({article.pk})"}
