// The passkey button of a form. django-allauth's scripts, loaded before, talk to the device.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !window.isSecureContext) return;
  const failed = form.querySelector("[data-passkey-failed]");
  const credential = form.querySelector("[name=credential]").id;
  const alone = form.querySelector("[name=passwordless]");
  const asAbove = form.querySelector("[data-as-above]");
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: {
      add: "passkey", authenticate: "passkey", login: "passkey", passwordless: alone && alone.id, credential, data: "passkey-data",
    },
  });
  form.querySelector("#passkey").addEventListener("click", () => {
    failed.hidden = true;
    if (asAbove) {
      asAbove.value = document.querySelector(`[type=checkbox][name="${asAbove.name}"]`).checked ? "on" : "";
    }
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.hidden = false;
  });
  form.hidden = false;
})();
