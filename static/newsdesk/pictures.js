// The library of pictures: files sent one by one, and the focal point set on the picture. Both work without this file.
"use strict";
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const clamp = (number, most) => Math.min(Math.max(number, 0), most);

  for (const words of $$("[data-without-script]")) words.hidden = true;
  for (const words of $$("[data-with-script]")) words.hidden = false;

  // --- several files ---

  const form = $("#picture_upload");
  if (form) {
    const limit = Number(form.dataset.limit);
    const chooser = $("[type=file]", form), list = $(".nd-up", form), summary = $("[role=status]", form);
    const blank = $("template:not([data-words])", form).content.firstElementChild;
    const words = (name) => $(`template[data-words="${name}"]`, form).innerHTML.trim();
    const common = (name) => $(`.nd-drop__words [name=${name}]`, form);
    const rows = [];
    let sending = null;
    chooser.required = false;

    // One file: its words, and how far it is. `state` is one of waits, sent, added, known, failed, stopped.
    class Row {
      constructor(file) {
        this.file = file;
        this.element = blank.cloneNode(true);
        this.part = (name) => $(name, this.element);
        this.part(".nd-up__name").textContent = file.name;
        this.part(".nd-up__size").textContent = `${(file.size / 1048576).toFixed(1)} MB`;
        for (const input of $$("input", this.element)) {
          input.value = common(input.name).value;
          input.addEventListener("input", () => { input.dataset.own = ""; });
        }
        const face = new Image();
        face.alt = "";
        face.addEventListener("load", () => this.part(".nd-nopic")?.replaceWith(face));
        face.src = URL.createObjectURL(file);
        this.element.addEventListener("click", (event) => this.press(event.target.dataset.act));
        list.append(this.element);
        if (file.size > limit) this.end("failed", words("large"));
        else this.wait();
      }

      wait() {
        this.state = "waits";
        this.say(words("waits"));
        this.act(["remove"]);
      }

      say(text, isBad = false) {
        const said = this.part(".nd-up__said");
        said.textContent = text;
        said.classList.toggle("is-bad", isBad);
      }

      act(names, url = "") {
        const focused = this.element.contains(document.activeElement) && document.activeElement.dataset.act;
        this.part(".nd-up__acts").replaceChildren(...names.map((name) => {
          const button = document.createElement(url ? "a" : "button");
          button.textContent = words(name);
          if (url) return Object.assign(button, { href: url });
          Object.assign(button, { type: "button", className: "nd-b nd-b--small" });
          button.dataset.act = name;
          return button;
        }));
        if (focused) this.part(".nd-up__acts").firstElementChild?.focus();
      }

      press(act) {
        if (act === "stop") this.request.abort();
        if (act === "again") {
          this.wait();
          sendNext();
        }
        if (act === "remove") {
          rows.splice(rows.indexOf(this), 1);
          this.element.remove();
          chooser.focus();
        }
      }

      send() {
        const data = new FormData(form);
        data.delete("files");
        for (const input of $$("input", this.element)) data.set(input.name, input.value);
        data.append("files", this.file);
        const bar = this.part("progress");
        bar.hidden = false;
        bar.value = 0;
        bar.setAttribute("aria-label", words("sent").replace("{name}", this.file.name));
        this.state = "sent";
        this.act(["stop"]);
        this.request = new XMLHttpRequest();
        this.request.upload.addEventListener("progress", (event) => {
          const percent = Math.round((event.loaded / event.total) * 100);
          bar.value = percent;
          this.say(percent < 100 ? words("sending").replace("{percent}", percent) : words("cutting"));
        });
        this.request.addEventListener("load", () => this.hear());
        this.request.addEventListener("error", () => this.end("failed", words("unreachable")));
        this.request.addEventListener("abort", () => this.end("stopped", words("stopped")));
        this.request.open("POST", form.action);
        this.request.setRequestHeader("Accept", "application/json");
        this.request.send(data);
      }

      hear() {
        let answer = {};
        try {
          answer = JSON.parse(this.request.responseText);
        } catch {
          // an error page; its number says enough
        }
        if (this.request.status !== 200 || !answer.url) {
          this.end("failed", answer.problem ?? words("refused").replace("{status}", this.request.status));
          return;
        }
        this.number = answer.number;
        this.part(".nd-up__size").textContent = answer.size;
        this.part("progress").classList.replace("nd-bar--ink", "nd-bar--done");
        for (const input of $$("input", this.element)) input.disabled = true;
        this.end(answer.is_new ? "added" : "known", [answer.words, ...answer.warnings].join(" "), answer.url);
      }

      end(state, said, url = "") {
        this.state = state;
        this.say(said, state === "failed");
        this.part("progress").hidden = !url;
        if (url) this.act([state === "known" ? "use" : "open"], url);
        else this.act(this.file.size > limit ? ["remove"] : ["again", "remove"]);
        if (sending !== this) return;
        sending = null;
        sendNext();
      }
    }

    const sendNext = () => {
      if (sending) return;
      sending = rows.find((row) => row.state === "waits") ?? null;
      if (sending) sending.send();
      else tell();
    };

    const tell = () => {
      const count = (...states) => rows.filter((row) => states.includes(row.state)).length;
      summary.textContent = words("done").replace("{added}", count("added")).replace("{known}", count("known"))
        .replace("{failed}", count("failed", "stopped"));
      const added = rows.filter((row) => row.state === "added").map((row) => `pictures=${row.number}`);
      if (!added.length) return;
      const link = document.createElement("a");
      link.href = `${form.dataset.several}?${added.join("&")}`;
      link.textContent = words("several");
      summary.append(" ", link);
    };

    const choose = (files) => {
      for (const file of files) rows.push(new Row(file));
      $(".nd-drop__files", form).hidden = !rows.length;
    };

    chooser.addEventListener("change", () => {
      choose(chooser.files);
      chooser.value = "";
    });
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      choose(event.dataTransfer.files);
    });
    // What is typed for all of them goes to every row that has no words of its own yet.
    for (const name of ["credit", "alt"]) {
      common(name).addEventListener("input", (event) => {
        for (const row of rows) {
          const input = $(`[name=${name}]`, row.element);
          if (!("own" in input.dataset) && !input.disabled) input.value = event.target.value;
        }
      });
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (rows.length) sendNext();
      else chooser.click();
    });
    addEventListener("beforeunload", (event) => {
      if (rows.some((row) => ["waits", "sent"].includes(row.state))) event.preventDefault();
    });
  }

  // --- the focal point ---

  const focal = $("[data-focal]"), x = $("#id_focal_x"), y = $("#id_focal_y");
  if (focal && x && y) {
    const whole = $("img", focal), mark = $(".nd-focal__mark", focal);
    const width = Number(whole.getAttribute("width")), height = Number(whole.getAttribute("height"));

    // The three cuts are shown by the browser, just as the server will cut them (RenditionSet.cut).
    const crops = $$("[data-crop]").map((figure) => {
      const [wide, high] = figure.dataset.crop.split("/").map(Number);
      const image = Object.assign(new Image(), { src: whole.currentSrc || whole.src, alt: "" });
      Object.assign(image.style, { aspectRatio: `${wide} / ${high}`, objectFit: "cover" });
      $("picture", figure).replaceWith(image);
      figure.hidden = false;
      return { image, ratio: wide / high };
    });
    whole.addEventListener("load", () => {
      for (const { image } of crops) image.src = whole.currentSrc || whole.src;
    });
    const share = (length, kept, percent) => {
      const left = length - kept;
      return left > 0.5 ? (clamp((length * percent) / 100 - kept / 2, left) / left) * 100 : 50;
    };

    const place = () => {
      const [across, down] = [x, y].map((field) => clamp(Number(field.value) || 0, 100));
      mark.style.left = `${across}%`;
      mark.style.top = `${down}%`;
      mark.setAttribute("aria-valuenow", across);
      mark.setAttribute("aria-valuetext", focal.dataset.value.replace("{x}", across).replace("{y}", down));
      for (const { image, ratio } of crops) {
        const isWider = width / height > ratio;
        const kept = isWider ? [height * ratio, height] : [width, width / ratio];
        image.style.objectPosition = `${share(width, kept[0], across)}% ${share(height, kept[1], down)}%`;
      }
    };
    const move = (across, down) => {
      x.value = clamp(Math.round(across), 100);
      y.value = clamp(Math.round(down), 100);
      for (const field of [x, y]) field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const follow = (event) => {
      const area = whole.getBoundingClientRect();
      move(((event.clientX - area.left) / area.width) * 100, ((event.clientY - area.top) / area.height) * 100);
    };

    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100" })) {
      mark.setAttribute(name, value);
    }
    mark.setAttribute("aria-label", focal.dataset.name);
    mark.setAttribute("aria-describedby", "nd-focal-help");
    for (const field of [x, y]) field.addEventListener("input", place);
    focal.addEventListener("click", follow);
    focal.addEventListener("pointerdown", (event) => {
      if (event.button || (event.pointerType !== "mouse" && event.target !== mark)) return; // a finger scrolls the page
      event.preventDefault();
      mark.focus();
      focal.setPointerCapture(event.pointerId);
      follow(event);
    });
    focal.addEventListener("pointermove", (event) => { if (focal.hasPointerCapture(event.pointerId)) follow(event); });
    mark.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 10 : 1;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!way) return;
      event.preventDefault();
      move(Number(x.value) + way[0], Number(y.value) + way[1]);
    });
    place();
  }
}
