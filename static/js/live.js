/* New posts of a live page: announced behind a button, never pushed under a reader's eyes. The page works without. */
"use strict";

for (const live of document.querySelectorAll("[data-live]")) {
  const offer = live.querySelector(".c-live__new"), button = offer.querySelector("button");
  const status = live.querySelector("[role=status]"), list = live.querySelector(".c-live__posts");
  const title = document.title;
  let timer = 0, waiting = [], isCut = false;

  const words = (count) => {
    if (isCut) return status.dataset.more.replace("{count}", count);
    return count === 1 ? status.dataset.one : status.dataset.many.replace("{count}", count);
  };

  async function ask() {
    clearTimeout(timer);
    try {
      const answer = await fetch(`${live.dataset.live}?after=${live.dataset.after}`);
      if (answer.ok && take(new DOMParser().parseFromString(await answer.text(), "text/html"))) return;
    } catch {
      // Not connected: the next time will tell.
    }
    if (!document.hidden) timer = setTimeout(ask, Number(live.dataset.every));
  }

  /* Returns whether the coverage has ended, so that nobody need ask again. */
  function take(page) {
    const found = page.querySelector("[data-count]");
    if (!found) return false;
    const fresh = [...found.querySelectorAll(".c-post")].filter((post) => !document.getElementById(post.id));
    if (fresh.length) {
      live.dataset.after = found.dataset.after;
      isCut ||= "cut" in found.dataset;
      waiting = [...fresh, ...waiting];
      button.textContent = status.textContent = words(waiting.length);
      document.title = `(${waiting.length}) ${title}`;
      offer.hidden = false;
    }
    return !("open" in found.dataset);
  }

  button.addEventListener("click", () => {
    if (isCut) {
      location.reload();
      return;
    }
    const first = waiting[0];
    list.prepend(...waiting.map((post) => document.adoptNode(post)));
    waiting = [];
    offer.hidden = true;
    status.textContent = "";
    document.title = title;
    const way = first.querySelector("a");
    way.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) ask();
  });
  live.addEventListener("live:ask", ask);
  timer = setTimeout(ask, Number(live.dataset.every));
}
