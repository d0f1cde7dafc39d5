"""Rows of an inline that came back from the browser after somebody else removed one of them."""

from articles.ids import id_of


def reseat(data, prefix, existing):
    """Turn posted rows that no longer exist into new ones, so that their text is kept. Changes `data` in place."""
    total, initial = (id_of(data.get(f"{prefix}-{name}_FORMS")) for name in ("TOTAL", "INITIAL"))
    rows = [row_of(data, f"{prefix}-{index}-") for index in range(min(total, 1000))]
    gone = [row for row in rows[:initial] if id_of(first(row.get("id"))) not in existing]
    if not gone:
        return
    kept = [row for row in rows[:initial] if row not in gone]
    anew = [{**row, "id": [""]} for row in gone if not row.get("DELETE")]
    for name in [name for name in data if name.startswith(f"{prefix}-") and name.split("-")[1].isdigit()]:
        del data[name]
    rows = [*kept, *anew, *rows[initial:]]
    for index, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{index}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), str(len(kept))


def row_of(data, start):
    return {name[len(start) :]: data.getlist(name) for name in data if name.startswith(start)}


def first(values):
    return values[0] if values else ""
