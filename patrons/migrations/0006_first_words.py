from django.db import migrations

# Day, edition, subject, text: where a paper begins. From then on the words are the paper's own, in the tables.
FIRST = [
    (
        0,
        "en",
        "Your card was refused",
        "It happens: a card runs out, a limit is reached, a bank is careful. "
        "You are our patron as before, and nothing is lost.",
    ),
    (
        0,
        "uk",
        "Картку не прийнято",
        "Таке буває: у картки минув строк, вичерпано ліміт, банк обережний. "
        "Ви й далі наш патрон, нічого не втрачено.",
    ),
    (
        3,
        "en",
        "Your payment has not come through yet",
        "Perhaps a new card lies in your wallet already. Putting it in takes a minute, and then all is as it was.",
    ),
    (
        3,
        "uk",
        "Платіж досі не надійшов",
        "Можливо, у гаманці вже лежить нова картка. Вписати її\u00a0— справа хвилини, і все буде, як було.",
    ),
    (
        7,
        "en",
        "Your support waits for another card",
        "A week has passed. If giving has become too much, you may give less, pause, or stop: each is one page.",
    ),
    (
        7,
        "uk",
        "Ваша підтримка чекає на іншу картку",
        "Минув тиждень. Якщо це стало забагато, можна зменшити суму, зробити перерву або припинити: "
        "на кожне\u00a0— одна сторінка.",
    ),
    (
        12,
        "en",
        "The last letter about your card",
        "We shall not write about it again. Without a payment your support ends by itself, and you owe us nothing.",
    ),
    (
        12,
        "uk",
        "Останній лист про вашу картку",
        "Більше ми про це не писатимемо. Без платежу підтримка припиниться сама, і ви нам нічого не винні.",
    ),
]


def write(apps, schema_editor):
    DunningStep, DunningWords = (apps.get_model("patrons", name) for name in ("DunningStep", "DunningWords"))
    for day, language, subject, text in FIRST:
        step, _made = DunningStep.objects.get_or_create(day=day)
        DunningWords.objects.create(step=step, language=language, subject=subject, text=text)


class Migration(migrations.Migration):
    dependencies = [("patrons", "0005_letters")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
