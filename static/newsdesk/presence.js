// Says every ten seconds that the form is open here, and shows who else has it open and whether a newer version exists.
"use strict";
{
  const here = document.getElementById("nd-here");
  const form = document.getElementById("article_form");
  const EVERY = 10_000;

  if (form && here?.dataset.address) {
    const tab = crypto.randomUUID?.() ?? form.elements.form_key.value;
    let typedAt = 0, unsaved = false;
    form.addEventListener("input", () => { typedAt = Date.now(); unsaved = true; });

    const word = (extra = {}) => {
      const fields = new FormData();
      const values = {
        csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, tab, version: form.elements.version.value, ...extra,
      };
      for (const [name, value] of Object.entries(values)) fields.append(name, value);
      return fields;
    };
    const show = ({ lines, newer }) => {
      const words = newer ? [newer, ...lines] : lines;
      if (words.join("\n") === [...here.children].map((line) => line.textContent).join("\n")) return;
      here.replaceChildren(...words.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
      if (newer) here.firstElementChild.className = "nd-here__newer";
    };
    const beat = async () => {
      if (document.hidden && !unsaved) return;
      const typing = Date.now() - typedAt < EVERY ? { typing: "1" } : {};
      const answer = await fetch(here.dataset.address, { method: "POST", body: word(typing), redirect: "manual" })
        .catch(() => null);
      if (answer?.ok) show(await answer.json());
    };
    beat();
    setInterval(beat, EVERY);
    document.addEventListener("visibilitychange", () => document.hidden || beat());
    addEventListener("pageshow", (event) => event.persisted && beat());
    addEventListener("pagehide", () => navigator.sendBeacon(here.dataset.address, word({ left: "1" })));
  }
}
