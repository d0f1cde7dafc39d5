"""What a rule is, and what may follow from it.

A rule takes a Draft and yields words: for the writer where it refuses (with the seconds to wait, where waiting helps),
for the moderator where it holds or reports, for both where it rejects.
"""

from dataclasses import dataclass, field

REFUSE, REJECT, HOLD, REPORT = "refuse", "reject", "hold", "report"


@dataclass
class Verdict:
    """What the chain has made of a draft that was not refused."""

    state: str = "visible"
    act: str = ""  # of the log, if a rule has decided: "held" or "rejected"
    findings: list = field(default_factory=list)  # [[rule, words], …]
    reported: str = ""  # words for the moderators


def decides(outcome):
    def mark(rule):
        rule.outcome = outcome
        return rule

    return mark


refuses = decides(REFUSE)  # nothing is stored; the writer is told, and keeps the text
rejects = decides(REJECT)  # stored as rejected; the writer sees why
holds = decides(HOLD)  # waits for a moderator; the writer sees that it does
reports = decides(REPORT)  # everybody sees it, and a moderator looks
