/* Small comforts for readers. Every page works without this file. */
"use strict";

const SEEN_ENOUGH = 5000; // milliseconds of looking at an article that count as reading it

/* --- counting a read: once, after the page has been looked at for five seconds in all --- */

function countRead(article) {
  let seen = 0;
  let since = 0;
  let timer = 0;

  function send() {
    document.removeEventListener("visibilitychange", watch);
    navigator.sendBeacon(article.dataset.readUrl, new URLSearchParams({ article: article.dataset.article }));
  }

  function watch() {
    clearTimeout(timer);
    if (since) seen += performance.now() - since;
    since = 0;
    if (document.visibilityState !== "visible") return;
    since = performance.now();
    timer = setTimeout(send, SEEN_ENOUGH - seen);
  }

  document.addEventListener("visibilitychange", watch);
  watch();
}

function whenActivated(action) {
  if (document.prerendering) document.addEventListener("prerenderingchange", action, { once: true });
  else action();
}

const article = document.querySelector("[data-read-url]");
if (article && navigator.sendBeacon) whenActivated(() => countRead(article));

/* --- sharing: the buttons are in the page, hidden until it is known that they work --- */

function offer(selector, action) {
  const item = document.querySelector(selector);
  if (!item) return;
  item.hidden = false;
  item.querySelector("button").addEventListener("click", action);
}

const share = document.querySelector("[data-share]");
if (share) {
  const { url, title, copied } = share.dataset;
  const status = share.querySelector("[role=status]");
  if (navigator.clipboard) {
    offer("[data-share-copy]", async () => {
      await navigator.clipboard.writeText(url);
      status.textContent = copied;
      setTimeout(() => (status.textContent = ""), 4000);
    });
  }
  // A closed sheet rejects; that is the reader's choice and no error.
  if (navigator.share) offer("[data-share-sheet]", () => navigator.share({ url, title }).catch(() => {}));
  offer("[data-print]", () => window.print());
}

/* --- forms: look at what one typed as a password, and land on what is wrong --- */

for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });
  // sent as shown, it would be kept among the browser's suggestions for text fields
  field.form.addEventListener("submit", () => { field.type = "password"; });
}

document.querySelector(".c-summary")?.focus();
