// Keys of the newsroom. Letters go by their place on the keyboard, so that they work in every layout.
"use strict";
{
  const $ = (selector) => document.querySelector(selector);
  const dialog = $("#nd-keys"), single = $("#nd-keys-single");
  const OFF = "newsdesk-single-keys-off";

  const press = (...names) => {
    const button = names.map((name) => $(`#article_form [name=${name}]`)).find(Boolean);
    button?.focus();
    return button;
  };
  const goTo = (...places) => {
    const place = places.map($).find(Boolean);
    if (!place) return false;
    if (!place.matches("input, textarea, [contenteditable], a[href]")) place.tabIndex = -1;
    place.scrollIntoView({ block: "center" });
    place.focus();
    return true;
  };
  const help = () => {
    dialog?.showModal();
    return Boolean(dialog);
  };

  const WITH_ALT = {
    KeyN: () => { $(".nd-flash")?.click(); return Boolean($(".nd-flash")); },
    KeyP: () => { const button = press("_preview"); button?.click(); return Boolean(button); },
    Digit1: () => goTo("#id_headline"),
    Digit2: () => goTo("#id_standfirst"),
    Digit3: () => goTo(".field-body .ProseMirror[contenteditable]", "#id_body"),
    Digit4: () => goTo("#nd-checks"),
  };
  const WITH_CONTROL = {
    KeyS: () => { const button = press("_save", "_publish"); button?.click(); return Boolean(button); },
    Enter: () => Boolean(press("_publish", "_submit")), // publishing asks for one more press
    NumpadEnter: () => WITH_CONTROL.Enter(),
  };
  // “/” and “?” as they are typed, and on the key where a Cyrillic layout has its full stop and comma.
  const SINGLE = { "/": () => goTo("#nd-q"), "?": help };
  const singleOf = ({ key, code, shiftKey }) => {
    if (code === "Slash" && key === (shiftKey ? "," : ".")) return SINGLE[shiftKey ? "?" : "/"];
    return SINGLE[key];
  };

  const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable=true], [role=textbox]");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.getModifierState("AltGraph") || dialog?.open) return;
    const control = event.ctrlKey || event.metaKey;
    let act;
    if (control && !event.altKey && !event.shiftKey) act = WITH_CONTROL[event.code];
    else if (event.altKey && !control && !event.shiftKey) act = WITH_ALT[event.code];
    else if (!control && !event.altKey && !isTyping(event.target) && !localStorage.getItem(OFF)) act = singleOf(event);
    if (act?.()) event.preventDefault();
  });

  $("#nd-keys-link")?.addEventListener("click", (event) => {
    event.preventDefault();
    help();
  });
  if (single) {
    single.checked = !localStorage.getItem(OFF);
    single.addEventListener("change", () => single.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  }
}
