// Enhancements of the newsroom. Every page works without this file.
"use strict";
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = $("#article_form");

  // Meters under headline, short headline and lead: they warn and never stop anybody.
  for (const meter of $$("[data-meter]")) {
    const field = document.getElementById(meter.dataset.meter);
    const bar = $("progress", meter), output = $("output", meter);
    const show = () => {
      const length = [...field.value.trim()].length;
      bar.value = length;
      output.value = output.dataset.words.replace("{length}", length).replace("{advised}", bar.max);
      meter.classList.toggle("nd-count--over", length > bar.max);
    };
    field.addEventListener("input", show);
    show();
  }

  // Words and minutes under the body.
  const words = $(".nd-words");
  if (words && form) {
    const texts = ["standfirst", "body", "details"].map((name) => document.getElementById(`id_${name}`));
    const count = () => {
      const plain = texts.map((text) => {
        const holder = new DOMParser().parseFromString(text.value.replaceAll("<", " <"), "text/html");
        return holder.body.textContent;
      });
      const number = plain.join(" ").split(/\s+/).filter(Boolean).length;
      words.firstElementChild.textContent = words.dataset.minutes
        .replace("{words}", number).replace("{minutes}", Math.ceil(number / 230));
    };
    form.addEventListener("input", count);
    form.addEventListener("focusout", count);
  }

  // The button says what it will do: publish now, or at the time in the field. Both are newsroom time.
  const publish = $("[name=_publish][data-later]"), moment = document.getElementById(publish?.dataset.moment);
  if (publish && moment) {
    const offset = Number(document.body.dataset.adminUtcOffset) * 1000;
    const label = () => {
      const chosen = moment.value ? Date.parse(`${moment.value}Z`) : 0;
      const now = Date.now() + offset;
      if (chosen <= now) {
        publish.value = publish.dataset.now;
        return;
      }
      const sameDay = new Date(chosen).toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10);
      const day = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), { day: "numeric", month: "long", timeZone: "UTC" });
      const time = moment.value.slice(11, 16);
      publish.value = publish.dataset.later.replace("{time}", sameDay ? time : `${day.format(chosen)}, ${time}`);
    };
    moment.addEventListener("input", label);
    label();
  }

  // Leaving with unsaved text asks first; a second press while the first is on its way does nothing.
  if (form) {
    let changed = false, sent = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", (event) => {
      if (sent) {
        event.preventDefault();
        return;
      }
      sent = true;
      const pressed = event.submitter?.name;
      if (["_save", "_preview"].includes(pressed)) {
        sessionStorage.setItem("newsdesk-scroll", JSON.stringify([location.pathname, scrollY]));
      }
      if (pressed === "_preview") {
        sessionStorage.setItem("newsdesk-preview", "opened");
        window.open("", "the-news-preview");
      }
    });
    addEventListener("pageshow", () => { sent = false; });
    addEventListener("beforeunload", (event) => { if (changed && !sent) event.preventDefault(); });

    // After a refused publication the address is the article's own; loading it again sends nothing twice.
    const own = form.getAttribute("action");
    if (own) history.replaceState(null, "", own);

    const shown = new URLSearchParams(location.search);
    const link = $('a[target="the-news-preview"]');
    if (shown.has("preview") && link) {
      history.replaceState(null, "", location.pathname);
      window.open(link.href, "the-news-preview");
    }
    // When the form came back instead, the window opened for the preview is still empty.
    if (sessionStorage.getItem("newsdesk-preview") && $(".errornote")) {
      const empty = window.open("", "the-news-preview");
      if (empty?.location.href === "about:blank") empty.close();
    }
    sessionStorage.removeItem("newsdesk-preview");
    const [path, top] = JSON.parse(sessionStorage.getItem("newsdesk-scroll") ?? "[]");
    sessionStorage.removeItem("newsdesk-scroll");
    if (path === location.pathname && !$(".errornote") && !location.hash) scrollTo(0, top);
  }
  $(".errornote[role=alert]")?.focus();
  const headline = $("#id_headline");
  if (headline && !headline.value && !$(".errornote")) headline.focus();

  // The edition follows a chosen section; the server sees to it too.
  const section = $("#id_section"), edition = $("#id_language");
  section?.addEventListener("change", () => {
    edition.value = section.selectedOptions[0]?.dataset.edition ?? edition.value;
  });

  // An added row waits for words.
  document.addEventListener("formset:added", (event) => {
    $("input:not([type=hidden], .nd-order), textarea, .select2-selection", event.target)?.focus();
  });

  // A picture chosen from the library brings its words and its face.
  const picture = $("#id_picture"), box = $("#nd-picture");
  if (picture && box && window.django?.jQuery) {
    const fields = ["alt", "caption", "credit"];
    django.jQuery(picture).on("change", async () => {
      const about = $("#id_picture_words_of");
      if (!picture.value) {
        about.value = "";
        for (const name of fields) document.getElementById(`id_picture_${name}`).value = "";
        $(".nd-shown", box)?.remove();
        return;
      }
      const answer = await fetch(box.dataset.details.replace("/0/", `/${picture.value}/`));
      if (!answer.ok) return;
      const details = await answer.json();
      about.value = picture.value;
      for (const name of fields) document.getElementById(`id_picture_${name}`).value = details[name];
      const image = Object.assign(new Image(), { src: details.thumb, alt: details.alt });
      const shown = document.createElement("p");
      shown.className = "nd-shown";
      shown.append(image);
      $(".nd-shown", box)?.remove();
      box.prepend(shown);
    });
    // A file chosen shows its face at once; the words are for the new picture.
    const upload = $("#id_upload");
    upload?.addEventListener("change", () => {
      const [file] = upload.files;
      if (!file) return;
      const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "" });
      const shown = document.createElement("p");
      shown.className = "nd-shown";
      shown.append(image);
      $(".nd-shown", box)?.remove();
      box.prepend(shown);
    });
  }

  // Names for those who hear the page: Select2 and the editor give their parts none.
  const nameParts = () => {
    for (const select of $$("select.admin-autocomplete")) {
      const [label] = select.labels, box = select.nextElementSibling;
      if (!label || !box?.matches(".select2")) continue;
      label.id ||= `label-of-${select.id}`;
      for (const part of $$("[role=combobox], [role=textbox], .select2-search__field", box)) {
        part.setAttribute("aria-labelledby", label.id);
      }
      $("ul.select2-selection__rendered", box)?.setAttribute("role", "presentation");
    }
    for (const area of $$(".prose-editor .tiptap")) {
      const text = $("textarea", area.closest(".prose-editor"));
      const label = text && $(`label[for="${text.id}"]`);
      if (label) area.setAttribute("aria-label", label.textContent.trim());
    }
  };
  // They come late and in any order, so we look again when something came.
  window.django?.jQuery?.(() => setTimeout(nameParts));
  addEventListener("load", () => setTimeout(nameParts, 50));
  for (const name of ["formset:added", "prose-editor:ready"]) {
    document.addEventListener(name, () => setTimeout(nameParts));
  }

  // A filter that is chosen by name applies itself.
  if (window.django?.jQuery) {
    django.jQuery(".nd-chosen").on("change", (event) => event.target.form.requestSubmit());
  }

  // The editor writes some of its own words in English only; ours are in the catalogue (newsportal/script_words.js).
  if (window.gettext && !document.documentElement.lang.startsWith("en")) {
    new MutationObserver(() => {
      for (const button of $$(".prose-menubar [title]")) {
        const words = gettext(button.title);
        if (words === button.title) continue;
        button.title = words;
        button.setAttribute("aria-label", words);
      }
      for (const choice of $$(".prose-menubar__option > *")) {
        const words = gettext(choice.textContent);
        if (words !== choice.textContent) choice.textContent = words;
      }
    }).observe(document.body, { childList: true, subtree: true });
  }
}
