// A form that waits for its writer to log in again: the log-in changed the token, so a new one is fetched first.
"use strict";
{
  const form = document.getElementById("send-again");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.dataset.token, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) form.elements.csrfmiddlewaretoken.value = (await answer.json()).token;
    HTMLFormElement.prototype.submit.call(form); // a field may be named "submit"
  });
}
