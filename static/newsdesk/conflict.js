// Two versions: counts what is chosen, and chooses all of one side without a way over the server.
"use strict";
{
  const form = document.getElementById("conflict_form");
  const parts = form ? [...form.querySelectorAll("fieldset")] : [];
  const count = () => {
    const words = form.querySelector("[data-chosen]");
    const chosen = parts.filter((part) => part.querySelector("[type=radio]:checked")).length;
    words.textContent = words.dataset.chosen.replace("{chosen}", chosen).replace("{all}", parts.length);
  };
  form?.addEventListener("click", (event) => {
    const side = event.target.name?.match(/^_all_(mine|theirs)$/)?.[1];
    if (!side) return;
    event.preventDefault();
    for (const radio of form.querySelectorAll(`[type=radio][value=${side}]`)) radio.checked = true;
    count();
  });
  // Who edits the text of both wants both.
  for (const part of parts) {
    const both = part.querySelector("[type=radio][value=both]");
    part.querySelector(".nd-sub")?.addEventListener("input", (event) => {
      if (event.target === both) return;
      both.checked = true;
      count();
    });
  }
  form?.addEventListener("change", count);
}
