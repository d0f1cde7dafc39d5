// Correcting a fact: what is typed is shown at once where it will be printed, and a long list goes on by itself.
"use strict";

for (const form of document.querySelectorAll("[data-fact]")) {
  const text = form.elements.text;
  text.addEventListener("input", () => {
    for (const after of form.querySelectorAll("[data-after]")) {
      after.lastElementChild.textContent = text.value;
      after.hidden = false;
    }
  });
  if (form.hasAttribute("data-goes-on")) form.requestSubmit(form.elements._all);
}
