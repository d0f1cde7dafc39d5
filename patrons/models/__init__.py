from patrons.providers.demo.models import (
    DemoCallback,
    DemoCharge,
    DemoCheckout,
    DemoMood,
    DemoReturn,
    DemoSubscription,
)

from .bank import BankAccount, BankLine, Statement
from .events import Difference, PaymentEvent, Reconciliation
from .gifts import Gift
from .ledger import LedgerEntry, Receipt, ReceiptBook
from .offers import Currency, Perk, PerkWords, Price, Rhythm, Tier, TierWords
from .orders import Order
from .payments import Payment
from .people import Patron
from .pledges import Pledge, PledgeMove
from .record import LookUp
from .rules import PatronRules
from .support_page import Goal, GoalWords, Question, SpendingLine
from .telling import DunningStep, DunningWords, Told

__all__ = [
    "BankAccount",
    "BankLine",
    "Currency",
    "DemoCallback",
    "DemoCharge",
    "DemoCheckout",
    "DemoMood",
    "DemoReturn",
    "DemoSubscription",
    "Difference",
    "DunningStep",
    "DunningWords",
    "Gift",
    "Goal",
    "GoalWords",
    "LedgerEntry",
    "LookUp",
    "Order",
    "Patron",
    "PatronRules",
    "Payment",
    "PaymentEvent",
    "Perk",
    "PerkWords",
    "Pledge",
    "PledgeMove",
    "Price",
    "Question",
    "Receipt",
    "ReceiptBook",
    "Reconciliation",
    "Rhythm",
    "SpendingLine",
    "Statement",
    "Tier",
    "TierWords",
    "Told",
]
