"""What the demonstration's bank keeps: its own books, as any provider has them, apart from those of the paper."""

import secrets
from functools import partial

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrons.money import Money


def new_number(kind):
    return f"{kind}_{secrets.token_hex(12)}"


class Card(models.TextChoices):
    """The cards of the demonstration, and what becomes of them."""

    GOOD = "4242", _("Visa 4242: is paid")
    REFUSED = "0002", _("Visa 0002: is refused by its bank")
    ASKS = "3220", _("Visa 3220: its bank asks first whether it is you")
    LATER = "0341", _("Visa 0341: is paid now and refused at every later payment")

    @property
    def short(self):
        return f"Visa {self.value}"


class News(models.TextChoices):
    """How the paper hears of it."""

    AT_ONCE = "at_once", _("At once")
    LATE = "late", _("A minute late")
    CONFUSED = "confused", _("Every message twice, and the last one first")


class Kept(models.Model):
    """A row of the bank, which nobody of the paper edits."""

    class Meta:
        abstract = True
        default_permissions = []


class WithMoney(Kept):
    minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta(Kept.Meta):
        abstract = True

    @property
    def money(self):
        return Money(self.minor, self.currency)


class DemoCheckout(WithMoney):
    class State(models.TextChoices):
        OPEN = "open"
        ASKING = "asking"  # the bank asks whether it is you
        PAID = "paid"
        OVER = "over"

    number = models.CharField(primary_key=True, max_length=40, default=partial(new_number, "co"))
    order_key = models.UUIDField(unique=True)
    rhythm = models.CharField(max_length=10)
    back_path = models.CharField(max_length=500)
    gave_up_path = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    card = models.CharField(max_length=4, choices=Card, blank=True)
    news = models.CharField(max_length=10, choices=News, default=News.AT_ONCE)
    refusals = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.number

    @property
    def customer(self):
        return f"cus_{self.number[3:]}"

    @property
    def is_open(self):
        return self.state in (self.State.OPEN, self.State.ASKING)


class DemoSubscription(WithMoney):
    number = models.CharField(primary_key=True, max_length=40, default=partial(new_number, "sub"))
    checkout = models.OneToOneField(DemoCheckout, models.CASCADE, related_name="subscription")
    rhythm = models.CharField(max_length=10)
    card = models.CharField(max_length=4, choices=Card)
    anchor_at = models.DateTimeField()  # the day of the month on which it is paid
    paid_until = models.DateTimeField()  # where the next period begins
    next_due_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["next_due_at"], name="demo_due", condition=models.Q(ended_at=None))]

    def __str__(self):
        return self.number


class DemoCharge(WithMoney):
    class State(models.TextChoices):
        PAID = "paid"
        REFUSED = "refused"

    number = models.CharField(primary_key=True, max_length=40, default=partial(new_number, "pay"))
    checkout = models.ForeignKey(DemoCheckout, models.CASCADE, related_name="charges")
    subscription = models.ForeignKey(DemoSubscription, models.CASCADE, null=True, related_name="charges")
    covers_from = models.DateTimeField(null=True)
    covers_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State)
    card = models.CharField(max_length=4, choices=Card)
    tries = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField()
    at = models.DateTimeField()  # of the last try
    next_try_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = [
            models.UniqueConstraint(fields=["subscription", "covers_from"], name="demo_charge_once_a_period")
        ]

    def __str__(self):
        return self.number


class DemoReturn(Kept):
    """Money that went back, or came a second time when the bank had decided for us."""

    class Kind(models.TextChoices):
        REFUND = "refund"
        DISPUTE = "dispute"
        WON = "won"

    number = models.CharField(primary_key=True, max_length=40, default=partial(new_number, "ret"))
    charge = models.ForeignKey(DemoCharge, models.CASCADE, related_name="returns")
    kind = models.CharField(max_length=10, choices=Kind)
    minor = models.PositiveBigIntegerField()
    key = models.CharField(max_length=100, unique=True)  # the same key gives nothing back again
    at = models.DateTimeField()

    def __str__(self):
        return self.number

    @property
    def money(self):
        return Money(self.minor, self.charge.currency)


class DemoCallback(Kept):
    """A message to the paper on its way. It is sent until it arrives."""

    number = models.CharField(primary_key=True, max_length=40, default=partial(new_number, "evt"))
    order_key = models.UUIDField(db_index=True)
    body = models.TextField()
    deliver_at = models.DateTimeField()
    to_go = models.PositiveSmallIntegerField(default=1)  # how many times it is still to arrive
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["deliver_at"], name="demo_callback_due", condition=models.Q(to_go__gt=0))]

    def __str__(self):
        return self.number


class DemoMood(Kept):
    """How the bank answers when it is asked: one row, or none for well. For tests, and for trying things out."""

    class Answers(models.TextChoices):
        WELL = "well", _("Well")
        HANGS = "hangs", _("Not in time")
        RESETS = "resets", _("Breaks off before anything is done")
        BREAKS = "breaks", _("Does it, and answers with an error")

    answers = models.CharField(max_length=10, choices=Answers, default=Answers.WELL)
    seconds = models.FloatField(default=0)  # until it answers, or until whoever asks has no more patience

    def __str__(self):
        return self.get_answers_display()
