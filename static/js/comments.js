/* The conversation for those who are logged in: the count of characters, the focus, what is announced. Every act works
   without this file and without htmx. */
"use strict";

/* --- how many characters are left --- */

function countLeft(form) {
  const field = form.querySelector("textarea"), output = form.querySelector("[data-left]");
  const left = Number(field.dataset.longest) - [...field.value.trim()].length;
  const { one, many, over } = output.dataset;
  const words = left < 0 ? over : left === 1 ? one : many;
  output.textContent = words.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
  output.hidden = false;
}

function prepare(root) {
  root.querySelectorAll("[data-write]").forEach(countLeft);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("[data-write]");
  if (form) countLeft(form);
});

/* --- what happened is said, and the focus goes to what is new --- */

function say(words) {
  const status = document.querySelector("[data-said]");
  if (!status) return;
  status.textContent = "";
  setTimeout(() => (status.textContent = words), 50); // the same words twice are said twice
}

document.addEventListener("comments:said", ({ detail }) => {
  const place = detail.focus && document.getElementById(detail.focus);
  if (place) {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  }
  say(detail.words);
});

document.addEventListener("htmx:afterSwap", () => prepare(document));
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  detail.elt.querySelector(".is-wrong :is(textarea, input), [autofocus]")?.focus();
});

/* --- what could not be sent is still in its form; a form that has expired is sent as without this script, so that the
   page that keeps its words can answer --- */

document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt.closest("form");
  if (event.detail.xhr.status === 403 && form) form.submit();
  else lost();
});

function lost() {
  const status = document.querySelector("[data-said]");
  if (!status) return;
  status.classList.remove("visually-hidden");
  status.classList.add("c-error");
  say(status.dataset.lost);
}

/* --- leaving a form that was opened in place --- */

document.addEventListener("click", (event) => {
  const slot = event.target.closest("[data-cancel]")?.closest(".c-slot");
  if (!slot) return;
  event.preventDefault();
  slot.replaceChildren();
  slot.parentElement.querySelector(".c-comment__acts a")?.focus();
});

prepare(document);
