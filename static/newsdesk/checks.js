// The checks beside the article form: they follow what is typed, and lead to the field they speak of.
// Without this file they stand as they were on the last save.
"use strict";
{
  const PAUSE = 1200; // milliseconds without a key, after which the text is looked at again
  const panel = document.getElementById("nd-checks");
  const form = document.getElementById("article_form");

  if (panel?.dataset.url && form) {
    let timer = 0, asked = null;

    const look = async () => {
      asked?.abort();
      asked = new AbortController();
      const typed = new FormData(form);
      for (const name of [...typed.keys()]) if (typed.get(name) instanceof File) typed.delete(name);
      try {
        const answer = await fetch(panel.dataset.url, { method: "POST", body: typed, signal: asked.signal });
        if (!answer.ok || answer.redirected) return;
        const lines = await answer.text();
        const held = panel.contains(document.activeElement) ? document.activeElement.hash : "";
        panel.innerHTML = lines;
        if (held) [...panel.querySelectorAll("a")].find((link) => link.hash === held)?.focus();
      } catch {
        // no connection, or somebody typed on: the lines stay as they are until the next pause
      }
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    };

    for (const event of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(event, wait);
    if (new URLSearchParams(location.search).has("typed")) wait(); // the form begins with what was never saved
    window.django?.jQuery?.(form).on("change", "select", wait); // Select2 tells nobody but jQuery
  }

  // A field that a widget has hidden is reached through the widget; words of a long text are marked in it.
  const blockWith = (editor, words) =>
    words && [...editor.querySelectorAll("p, li, h2, h3, td, th")].findLast((block) => block.textContent.includes(words));

  const mark = (block, words) => {
    const start = block.textContent.indexOf(words), range = document.createRange();
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let seen = 0; texts.nextNode(); seen += texts.currentNode.length) {
      const { length } = texts.currentNode;
      if (start >= seen && start < seen + length) range.setStart(texts.currentNode, start - seen);
      if (start + words.length <= seen + length) {
        range.setEnd(texts.currentNode, start + words.length - seen);
        break;
      }
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".nd-checks a[href^='#'], .nd-refused a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    const editor = field.closest(".prose-editor")?.querySelector(".tiptap");
    const choice = field.matches(".select2-hidden-accessible") && field.nextElementSibling?.querySelector("[tabindex], input");
    const own = field.matches("input, textarea, select") ? field : field.querySelector("input:not([type=hidden]), textarea, select");
    const target = editor || choice || own || field, { words } = link.dataset;
    const block = editor && blockWith(editor, words);
    event.preventDefault();
    (block || target).scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    if (block) mark(block, words);
    else if (words && target.setSelectionRange && target.value.includes(words)) {
      const start = target.value.indexOf(words);
      target.setSelectionRange(start, start + words.length);
    }
  });
}
