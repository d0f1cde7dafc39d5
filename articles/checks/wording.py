"""Advice on how it is written: quotation marks, spaces, capitals, numbers, and paragraphs that are too long."""

import re
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .piece import WORD, excerpt
from .rules import warns

MARKS = re.compile(r"[«»„“”]")
CLOSING = {"«": "»", "„": "“”", "“": "”"}
STRAIGHT, INCHES = '"', re.compile(r'\d"')
SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
SHOUTED, SHOUTED_LETTERS = 3, 15  # words in capitals on end, and their letters; less is a name or an abbreviation
FIRST_PARAGRAPH = 60  # words

NUMBER = re.compile(r"(?<![\w#№§$€£₴.,:/–−-])\d+(?:[\u00a0 ,]\d{3})*(?:[.,]\d+)?(?=\s*(?:[;!?)]|[.,](?!\d)|$))")
LAST_WORD = re.compile(r"(\S+)[ \u00a0]+$")
SENTENCE = re.compile(r"[^.!?…]*(?:[.!?…](?!\s|$)[^.!?…]*)*")
UNIT = re.compile(
    r"[%‰°$€£₴]|\b(?:per ?cent|percent|points?|degrees?|[kcm]?m|km/h|m?g|kg|t|tonn?es?|tons?|lit(?:re|er)s?|l|(?:kilo|"
    r"centi|milli)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?|hectares?|ha|dollars?|euros?|hryvnias?|pounds?|cents?|"
    r"hundreds?|thousands?|million|billion|trillion|people|persons?|men|women|children|pupils|students|patients|voters|"
    r"votes?|seats?|deaths|dead|killed|wounded|injured|cases|seconds?|minutes?|hours?|days?|weeks?|months?|years?|"
    r"decades?|centur(?:y|ies)|times|[kMGT]?Wh?|volts?|MB|GB|kB|ages?|aged|old|score|goals?|number|total|"
    r"відсот\w*|процент\w*|пункт\w*|градус\w*|км|м|см|мм|кг|г|т|тонн\w*|літр\w*|л|\w*метр\w*|миль|мил[ія]|гектар\w*|га|"
    r"долар\w*|євро|грив\w*|грн|фунт\w*|коп\w*|сот\w*|тисяч\w*|тис|мільйон\w*|млн|мільярд\w*|млрд|люд\w*|осіб|особ\w*|"
    r"чоловік\w*|жін\w*|дітей|діт\w*|учн\w*|студент\w*|пацієнт\w*|голос\w*|місц\w*|загиб\w*|поранен\w*|випадк\w*|секунд\w*|"
    r"хвилин\w*|годин\w*|дн[іяів]\w*|день|тиж\w*|місяц\w*|рок\w*|рік|років|столітт\w*|раз\w*|[МГк]?Вт|вік\w*|рахун\w*|"
    r"кільк\w*|числ\w*)\b",
    re.IGNORECASE,
)
LABEL = re.compile(  # before a number that names something and counts nothing
    r"no|nr|pages?|pp|chapter|article|section|part|number|line|route|bus|tram|room|type|version|figure|table|vol(?:ume)?|"
    r"verse|point|item|paragraph|step|stage|round|group|level|grade|class|model|the|of|about|around|between|from|to|and|"
    r"or|than|only|just|over|under|nearly|almost|"
    r"№|ст|с|стор|сторін\w*|статт\w*|розділ\w*|глав\w*|номер\w*|маршрут\w*|кімнат\w*|тип\w*|версі\w*|рисун\w*|таблиц\w*|"
    r"том\w*|параграф\w*|крок\w*|етап\w*|тур\w*|груп\w*|рівен\w*|клас\w*|модел\w*|з|із|до|від|або|чи|та|і|й|на|близько|майже|"
    r"понад",
    re.IGNORECASE,
)
AGE = re.compile(r"is|was|are|were|turned|aged|at|є|був|була|мав|мала|має|виповнилос[яь]|виповнилось", re.IGNORECASE)
OLDEST = 130
YEAR_FOLLOWS = re.compile(r"in|since|by|until|before|after|у|в|із?|з|до|після|перед|=", re.IGNORECASE)
LAST_YEAR, LONGEST_PLAIN = "2300", 6  # four digits below are a year; more digits without a space are a code


@warns
def quotation_marks(piece):
    """A mark that is never closed, or never opened. A quotation that goes on opens again in the next paragraph."""
    passages = piece.passages
    for passage, following in zip_longest(passages, passages[1:]):
        mark, place = odd_mark(passage.text)
        goes_on = following and following.field == passage.field and following.text.lstrip().startswith(mark or " ")
        if mark and not goes_on:
            shown = excerpt(passage.text, word_before(passage.text, place - 10))
            yield passage.field, _("Quotation marks do not match: %(words)s") % {"words": shown}, shown


def odd_mark(text):
    """The first mark without its other half and its place; nothing when all have one. “ opens in English, and closes
    after „ in Ukrainian."""
    waiting = []
    for match in MARKS.finditer(text):
        mark = match[0]
        if waiting and mark in CLOSING[waiting[-1][0]]:
            waiting.pop()
        elif mark in CLOSING:
            waiting.append((mark, match.start()))
        else:
            return mark, match.start()
    if waiting:
        return waiting[0]
    if text.count(STRAIGHT) % 2 and not INCHES.search(text):
        return STRAIGHT, text.index(STRAIGHT)
    return "", 0


@warns
def double_spaces(piece):
    counts = {}
    for passage in piece.passages:
        if found := len(SPACES.findall(passage.text)):
            counts[passage.field] = counts.get(passage.field, 0) + found
    for field, count in counts.items():
        words = ngettext("%(count)d double space", "%(count)d double spaces", count)
        yield field, words % {"count": count}


@warns
def capitals(piece):
    for passage in piece.passages:
        run = []
        for word in [*WORD.finditer(passage.text), None]:
            if word and word[0].isupper() and len(word[0]) > 1:
                run.append(word)
                continue
            if len(run) >= SHOUTED and sum(len(part[0]) for part in run) >= SHOUTED_LETTERS:
                shouted = excerpt(passage.text, run[0].start(), run[-1].end())
                yield passage.field, _("All in capitals: %(words)s") % {"words": shouted}, shouted
                break
            run = []


@warns
def numbers(piece):
    """A bare number at the end of a clause, in a sentence that names no unit at all."""
    for passage in piece.passages:
        if passage.inside or passage.field not in ("standfirst", "body", "details"):
            continue
        for sentence in SENTENCE.findall(passage.text):
            bare = next((number for number in NUMBER.finditer(sentence) if is_bare(number, sentence)), None)
            if bare and not UNIT.search(sentence):
                shown = excerpt(sentence, word_before(sentence, bare.start() - 30), bare.end())
                yield passage.field, _("A number of what? “%(words)s”") % {"words": shown}, shown


def is_bare(number, sentence):
    digits = re.sub(r"\D", "", number[0])
    if len(digits) < 2 or (number[0] == digits and is_year_or_code(digits)):
        return False  # a small one has its noun before it
    before = LAST_WORD.search(sentence[: number.start()][-60:])
    word = before[1].strip("(“„«\"'").rstrip(".,") if before else ""
    if not word or word[0].isupper() or word[0].isdigit() or LABEL.fullmatch(word):
        return False
    if number[0] == digits and YEAR_FOLLOWS.fullmatch(word) and len(digits) > 2:
        return False
    return not (AGE.fullmatch(word) and number[0] == digits and int(digits) < OLDEST)


def is_year_or_code(digits):
    return (len(digits) == 4 and digits < LAST_YEAR) or len(digits) > LONGEST_PLAIN


def word_before(text, place):
    """Where the word begins that `place` is in."""
    return text.rfind(" ", 0, max(0, place)) + 1


@warns
def first_paragraph(piece):
    body = [passage for passage in piece.paragraphs if passage.field == "body" and not passage.inside][:1]
    lead = [passage for passage in piece.passages if passage.field == "standfirst"]
    for passage in [*lead, *body]:
        if (count := len(passage.words)) > FIRST_PARAGRAPH:
            told = {"count": count, "enough": FIRST_PARAGRAPH}
            lead_words = _("The lead has %(count)d words; %(enough)d are plenty")
            body_words = _("The first paragraph has %(count)d words; %(enough)d are plenty")
            yield passage.field, (lead_words if passage.field == "standfirst" else body_words) % told
