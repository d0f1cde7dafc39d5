// What is typed is kept: every few seconds on the server, and always in this browser too.
"use strict";
{
  const form = document.getElementById("article_form");
  const state = JSON.parse(document.getElementById("nd-autosave")?.textContent ?? "null");
  const EVERY = 5000;

  // The copies of this browser: one for each opened form, by its key.
  const prefix = state && `newsdesk:${state.place}:`;
  const local = {
    get: (key) => JSON.parse(localStorage.getItem(prefix + key) ?? "null"),
    put: (key, copy) => {
      try {
        localStorage.setItem(prefix + key, JSON.stringify(copy));
      } catch { /* full, or forbidden: the server's copy remains */ }
    },
    drop: (key) => localStorage.removeItem(prefix + key),
    keys: () => Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
  };

  const post = (fields) => fetch(state.address, { method: "POST", body: fields, redirect: "manual" });

  // After a new log-in in another window the page needs another token. False: nobody is logged in.
  const renewToken = async () => {
    const answer = await fetch(state.address, { redirect: "manual" });
    if (!answer.ok) return false;
    const { token } = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  };

  if (form && state) {
    const key = form.elements.form_key.value;
    const kept = document.getElementById("nd-kept"), trouble = document.getElementById("nd-trouble");
    let order = state.order, touched = false, sending = false, leaving = false, last;

    const fieldsOf = () => {
      const fields = new FormData(form);
      for (const name of [...fields.keys()]) if (fields.get(name) instanceof File) fields.delete(name);
      return fields;
    };
    const textOf = (fields) => JSON.stringify([...fields].filter(([name]) => name !== "csrfmiddlewaretoken"));
    const say = (words, problem = "") => {
      if (words) kept.textContent = words;
      if (trouble.textContent !== problem) trouble.textContent = problem;
    };
    const withOrder = (fields) => {
      order = Math.max(Date.now(), order + 1);
      fields.set("typed_order", order);
      return fields;
    };

    const send = async (fields, again = true) => {
      const answer = await post(withOrder(fields)).catch(() => null);
      if (!answer) return say("", trouble.dataset.offline);
      if (answer.ok) {
        const { kept: isThis, order: newest, words } = await answer.json();
        order = Math.max(order, newest);
        say(words);
        return isThis;
      }
      if (answer.status === 413) return say("", (await answer.json()).words);
      if (again && (answer.type === "opaqueredirect" || answer.status === 403)) {
        const renewed = await renewToken().catch(() => false);
        if (!renewed) return say("", trouble.dataset.loggedOut);
        fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        return send(fields, false);
      }
      return say("", trouble.dataset.refused);
    };

    const keep = async () => {
      if (!touched || sending || leaving) return;
      const fields = fieldsOf(), text = textOf(fields);
      if (text === last) return;
      local.put(key, { at: Date.now(), fields: JSON.parse(text) });
      sending = true;
      if (await send(fields)) last = text;
      sending = false;
    };

    // Nothing is typed before a hand is moved: what the editor does to its text when it loads is not typing.
    const touch = (event) => {
      if (touched) return;
      last = event.type === "input" ? "" : textOf(fieldsOf());
      touched = true;
    };
    for (const name of ["pointerdown", "keydown", "paste", "drop", "input"]) form.addEventListener(name, touch, true);
    if (form.querySelector(".errornote") || new URLSearchParams(location.search).has("typed")) touched = true;
    setInterval(keep, EVERY);
    form.addEventListener("focusout", keep);
    document.addEventListener("visibilitychange", () => document.hidden && keep());
    addEventListener("online", keep);
    addEventListener("pagehide", () => {
      if (!touched || leaving) return;
      const fields = fieldsOf(), text = textOf(fields);
      if (text === last) return;
      local.put(key, { at: Date.now(), fields: JSON.parse(text) });
      navigator.sendBeacon(state.address, withOrder(fields));
    });
    form.addEventListener("submit", () => {
      if (touched) local.put(key, { at: Date.now(), fields: JSON.parse(textOf(fieldsOf())) });
      leaving = true;
    });
    addEventListener("pageshow", () => { leaving = false; });

    // Copies of this browser: what is saved is forgotten, what only this browser has is offered.
    for (const other of local.keys()) {
      const copy = local.get(other);
      const newest = state.kept[other];
      if (!copy || state.saved.includes(other)) local.drop(other);
      else if (other !== key && !(newest >= copy.at - EVERY)) offer(other, copy);
    }

    function offer(other, copy) {
      const strip = document.getElementById("nd-local").content.firstElementChild.cloneNode(true);
      const words = strip.querySelector("p");
      const when = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), { dateStyle: "medium", timeStyle: "short" });
      words.textContent = words.textContent.replace("{when}", when.format(copy.at));
      strip.addEventListener("click", async (event) => {
        const what = event.target.dataset.do;
        if (what === "forget") {
          local.drop(other);
          strip.remove();
        }
        if (what !== "show") return;
        const fields = new FormData();
        for (const [name, value] of copy.fields) fields.append(name, value);
        fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        order = Math.max(order, state.kept[other] ?? 0);
        if (await send(fields)) location.search = `?typed=${other}`;
      });
      document.getElementById("nd-local").after(strip);
    }
  }

  // Saved articles are forgotten also where another form is open now (the first save of a new one leads to its own).
  for (const name of state ? Object.keys(localStorage) : []) {
    if (name.startsWith("newsdesk:") && state.saved.some((key) => name.endsWith(`:${key}`))) localStorage.removeItem(name);
  }
}
