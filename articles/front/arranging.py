"""What the desk does with the front: place, move, lock, publish, undo. Every act names the arrangement its writer saw;
when that is no longer the newest one, nothing is done and StaleFront says so."""

import bisect

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from articles.models import Front, Slot

from .composing import compose
from .layouts import MOST_PLACES, places_of


class StaleFront(Exception):
    """Somebody changed or published the front after the arrangement that a writer had seen."""


class LockedPlace(Exception):
    """Something that is locked stands where somebody wanted to put something else."""


def arrangement(language):
    """What the desk works on: the draft, else a front that reads like the live one (unsaved, if there is none)."""
    return Front.objects.draft(language) or Front.objects.live(language) or Front(language=language)


def in_places(front):
    """The slots of a front by their place, each place in the order of time."""
    of_front, found = Slot.objects.filter(front=front.pk).in_order(), {}
    for slot in of_front.select_related("article__section", "article__picture", "picture", "section"):
        found.setdefault(slot.place, []).append(slot)
    return found


@transaction.atomic
def draft(language, seen):
    """The draft, claimed for one change by somebody who saw the arrangement `seen`. Raises StaleFront."""
    shown = arrangement(language)
    if claimed(shown, seen):
        return shown
    try:
        with transaction.atomic():
            begun = Front.objects.create(language=language, layout=shown.layout)
    except IntegrityError:  # somebody else has begun one in this moment
        raise StaleFront from None
    begun.take_slots(shown)
    return begun


def claimed(front, seen):
    """Whether this is a draft, ours to change now: somebody saw the arrangement `seen` of it. Raises StaleFront."""
    if front.token != seen:
        raise StaleFront
    if not front.pk or front.published_at:
        return False
    if not front.claim():
        raise StaleFront
    return True


# --- places ---


@transaction.atomic
def put(language, seen, slot, instead_of=None):
    """Place a slot (in memory). An article stands once: it leaves where it stood. `instead_of` is the (place, number)
    of the slot that this one replaces. Whatever stood there for good moves down to make room. Raises LockedPlace."""
    front = draft(language, seen)
    old = at(in_places(front), *instead_of) if instead_of else None
    if old:
        old.delete()
    if front.slots.filter(place=slot.place, locked=True).exclude(article=slot.article_id or 0).exists():
        raise LockedPlace
    if slot.article_id and not slot.has_times:
        front.slots.filter(article=slot.article_id, starts_at__isnull=True, ends_at__isnull=True).delete()
    elif slot.article_id:
        front.slots.filter(article=slot.article_id, place=slot.place).delete()
    if not slot.has_times:
        make_room(front, slot.place)
    slot.front = front
    slot.save()
    return front


def at(places, place, number):
    """The slot at a place, counted from 1; None when there is no such one."""
    slots = places.get(place, [])
    return slots[number - 1] if 0 < number <= len(slots) else None


def make_room(front, place):
    """Move what stands at a place for good down to the next one that is free, over those that are locked."""
    places, moves = in_places(front), []
    while holder := next((slot for slot in places.get(place, []) if not slot.has_times), None):
        place += 1
        while any(slot.locked for slot in places.get(place, [])):
            place += 1
        moves.append((holder.pk, place))
    for number, free in reversed(moves):
        Slot.objects.filter(pk=number).update(place=free)


@transaction.atomic
def remove(language, seen, place, number):
    front = draft(language, seen)
    if slot := at(in_places(front), place, number):
        slot.delete()
    return front


@transaction.atomic
def reorder(language, seen, wanted, layout=None):
    """Move places: {4: 2} puts what stands fourth second, and what was between moves down. Locked places stay.

    What a rule had found, and is moved, is placed by hand.
    """
    shown = compose(language, front=arrangement(language))["standings"]
    front = draft(language, seen)
    if layout in Front.Layout.values and layout != front.layout:
        front.layout = layout
        front.save(update_fields=["layout"])
    places = in_places(front)
    wanted = {place: to for place, to in wanted.items() if place != to and not is_locked(places, place)}
    for standing in shown:
        if standing.place in wanted and standing.place not in places and standing.article:
            places[standing.place] = [front.slots.create(place=standing.place, article=standing.article)]
    new_places = moved(movable(front, places), wanted)
    for old, slots in places.items():
        for slot in slots:
            slot.place = new_places.get(old, old)
    Slot.objects.bulk_update([slot for slots in places.values() for slot in slots], ["place"])
    return front


def is_locked(places, place):
    return any(slot.locked for slot in places.get(place, []))


def movable(front, places):
    """Every place that may change hands."""
    count = max([*places_of(front.layout), *places])
    return [place for place in range(1, count + 1) if not is_locked(places, place)]


def neighbour(language, place, step):
    """The place that something moves to which is moved up (-1) or down (1); its own at the end of the list."""
    front = arrangement(language)
    free = movable(front, in_places(front))
    if place not in free:
        return place
    number = free.index(place) + step
    return free[number] if 0 <= number < len(free) else place


def moved(free, wanted):
    """Where each of the movable places goes when some go where they are wanted: {2: 3, 3: 2}."""
    order = [place for place in free if place not in wanted]
    for place, to in sorted(wanted.items(), key=lambda move: move[1]):
        if place in free:
            order.insert(bisect.bisect_left(free, to), place)
    return dict(zip(order, free, strict=True))


# --- the whole front ---


@transaction.atomic
def publish(language, seen, by):
    """Show the draft to readers, all of it at once. Raises StaleFront; None when there is no draft."""
    front, was = arrangement(language), Front.objects.live(language)
    if not claimed(front, seen):
        return None
    go_live(front, by)
    audit.record(by, "front.published", front, before=was.in_short() if was else {}, after=front.in_short())
    return front


def go_live(front, by):
    front.published_at, front.published_by = timezone.now(), by
    shown = compose(front.language, front=front)["standings"]
    front.texts = [
        {"place": standing.place, "headline": standing.article.list_headline, "by_hand": standing.by_hand}
        for standing in shown
        if standing.article
    ]
    front.save()


@transaction.atomic
def discard(language, seen):
    """Throw the draft away. False when there is none. Raises StaleFront."""
    front = arrangement(language)
    if not claimed(front, seen):
        return False
    front.delete()
    return True


@transaction.atomic
def restore(language, old, live, by):
    """Show an earlier front again (None: the one that arranges itself). It is a front of its own, so that this can be
    undone too; a draft is left alone. `live` is the number of the live one that its writer saw. Raises StaleFront."""
    was = Front.objects.live(language)
    if (was.pk if was else 0) != live:
        raise StaleFront
    old = old or Front(language=language)
    front = Front(language=language, layout=old.layout, restored_from=old if old.pk else None)
    front.published_at = timezone.now()  # from its first moment on, as there may be a draft
    front.save()
    front.take_slots(old)
    go_live(front, by)
    audit.record(by, "front.restored", front, before=was.in_short() if was else {}, after=front.in_short())
    return front


def undo(language, live, by):
    """Restore the front before the live one."""
    before = Front.objects.published(language)[1:2]
    return restore(language, before.first(), live, by)


def too_far(places, layout):
    """Places with something in them that the layout does not show."""
    return [place for place in sorted(places) if place not in places_of(layout) and place <= MOST_PLACES * 10]
