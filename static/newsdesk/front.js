// The front: drag a place to another one, and a layout that applies itself. The numbers and arrows do the same without.
"use strict";
{
  const form = document.getElementById("front-form");
  const layout = document.getElementById("layout");
  const apply = form?.querySelector("button[value=arrange]");
  layout?.addEventListener("change", () => form.requestSubmit(apply));

  let dragged = null;
  for (const row of form?.querySelectorAll(".nd-slot") ?? []) {
    const number = row.querySelector("input");
    if (number.readOnly) continue;
    row.draggable = true;
    number.addEventListener("focus", () => (row.draggable = false)); // so that its text can be selected
    number.addEventListener("blur", () => (row.draggable = true));
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.place);
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      row.classList.add("is-over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("is-over"));
    row.addEventListener("dragend", () => (dragged = null));
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      dragged.querySelector("input").value = row.dataset.place;
      form.requestSubmit(apply);
    });
  }
}
