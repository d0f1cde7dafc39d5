// The queue of comments by keyboard. Every button works without this file; a letter here presses one of them.
"use strict";
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const OFF = "newsdesk-single-keys-off"; // the same choice as on other pages of the newsroom
  const SECONDS = 10;
  const queue = $("#nd-queue"), said = $("#nd-said"), turn = $("#nd-turn");

  // --- which row is on ---
  const rows = () => $$(".nd-c:not(.is-going)", queue);
  const current = () => $(".nd-c.is-on", queue);
  const choose = (row, { focus = true } = {}) => {
    current()?.classList.remove("is-on");
    if (!row) return;
    row.classList.add("is-on");
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows(), at = all.indexOf(current());
    choose(all[Math.max(0, Math.min(all.length - 1, at + by))]);
  };
  queue?.addEventListener("focusin", (event) => {
    const row = event.target.closest(".nd-c");
    if (row && row !== current()) choose(row, { focus: false });
  });

  queue?.addEventListener("toggle", ({ target }) => {
    if (!target.open) return;
    for (const other of $$("details[open]", target.closest(".nd-c"))) if (other !== target) other.open = false;
  }, true);

  // --- a press, in place: the next row is on at once, the answer of the server follows ---
  const settle = () => {
    if (!current() && rows().length) choose(rows()[0]);
    if (!rows().length) ($("#nd-further") ?? $("#nd-tabs [aria-current]"))?.focus();
  };
  const back = (row) => {
    row.classList.remove("is-going");
    choose(row);
  };
  let first;
  document.addEventListener("htmx:beforeRequest", (event) => {
    first = rows()[0];
    const row = event.target.closest?.(".nd-c");
    if (!row) return;
    const all = rows(), at = all.indexOf(row);
    row.classList.add("is-going");
    choose(all[at + 1] ?? all[at - 1]);
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target === queue && rows()[0] !== first) choose(rows()[0]); // an undone row has come back on top
    if (target.matches?.(".nd-c") && $("[role=alert]", target)) choose(target);
    settle();
  });
  document.addEventListener("htmx:afterRequest", () => setTimeout(settle));
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const row = event.detail.elt.closest(".nd-c");
      if (row) back(row);
      said.textContent = said.dataset.failed;
    });
  }

  // --- undo, for ten seconds ---
  let clock = 0;
  const count = () => {
    clearInterval(clock);
    const bar = $(".nd-undo", said), progress = $("progress", said);
    if (!bar || !progress) return;
    progress.hidden = false;
    const until = performance.now() + SECONDS * 1000;
    clock = setInterval(() => {
      const left = (until - performance.now()) / 1000;
      progress.value = Math.max(0, left);
      if (left > 0 || bar.matches(":hover, :focus-within")) return;
      clearInterval(clock);
      bar.remove();
    }, 250);
  };
  if (said) {
    new MutationObserver(count).observe(said, { childList: true });
    count();
  }

  // --- keys ---
  const press = (selector) => {
    const button = current() && $(selector, current());
    button?.click();
    return Boolean(button);
  };
  const unfold = (selector, first) => {
    const details = current() && $(selector, current());
    if (!details) return false;
    details.open = true;
    $(first, current())?.focus();
    return true;
  };
  const because = (number) => {
    if (!$(".nd-reject[open]", current() ?? document.body)) return false;
    return press(`.nd-reasons button:nth-of-type(${number})`);
  };
  const KEYS = {
    KeyJ: () => { step(1); return true; },
    KeyK: () => { step(-1); return true; },
    KeyA: () => press(".nd-approve"),
    KeyX: () => unfold(".nd-reject", ".nd-reasons button"),
    KeyP: () => press("button[value=pick]"),
    KeyM: () => unfold(".nd-more", ".nd-more select"),
    KeyU: () => { const button = $(".nd-undo button", said); button?.click(); return Boolean(button); },
    KeyT: () => {
      const all = $$("#nd-tabs a");
      const next = all[(all.findIndex((tab) => tab.hasAttribute("aria-current")) + 1) % all.length];
      next?.click();
      return Boolean(next);
    },
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`Digit${number}`, () => because(number)])),
  };
  const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=submit]), textarea, select, [contenteditable=true]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = event.target.closest?.(".nd-c")?.querySelector("details[open]");
      if (open) {
        open.open = false;
        open.closest(".nd-c").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing || event.repeat) return;
    if (localStorage.getItem(OFF) || isTyping(event.target) || $("dialog[open]")) return;
    if (KEYS[event.code]?.()) event.preventDefault();
  });

  const single = $("#nd-keys-single");
  const say = () => { turn.textContent = localStorage.getItem(OFF) ? turn.dataset.on : turn.dataset.off; };
  if (turn) {
    turn.hidden = false;
    say();
    turn.addEventListener("click", () => {
      if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
      if (single) single.checked = !localStorage.getItem(OFF);
      say();
    });
    single?.addEventListener("change", () => setTimeout(say));
  }

  const asked = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
  if (queue) choose(asked || rows()[0], { focus: Boolean(asked) || document.activeElement === document.body });
}
