/* The pages of the account: a password can be shown, and what is wrong is read out first. Both are extras. */
for (const button of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  // A shown password would be kept among the browser's suggestions for text fields.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
document.querySelector(".c-summary")?.focus();
