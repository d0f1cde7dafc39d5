// What the editor of an article has besides the usual: pictures of the library, and pull quotes. Both stand by
// themselves between the paragraphs, and are stored as articles/body.py says. Without this file one writes the same
// HTML by hand.
import { Document, Node } from "django-prose-editor/editor";

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export const LongDocument = Document.extend({ content: "(block | apart)+" });

// In the place of an empty paragraph; else behind the paragraph, list or table where the cursor is.
const put = (editor, content) => {
  const { doc, selection } = editor.state;
  const { $from } = selection;
  let from = selection.to, to = selection.to;
  if ($from.depth) {
    const isEmpty = $from.node(1).type.name === "paragraph" && !$from.node(1).content.size;
    from = isEmpty ? $from.before(1) : $from.after(1);
    to = $from.after(1);
  }
  const isLast = to === doc.content.size;
  editor.commands.insertContentAt({ from, to }, isLast ? [content, { type: "paragraph" }] : content, { updateSelection: false });
  return from;
};

// --- a picture of the library ---

const known = new Map(); // address → what the library says of a picture
const ask = (address) => {
  if (!known.has(address)) {
    known.set(address, fetch(address, { headers: { Accept: "application/json" } }).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }));
    known.get(address).catch(() => known.delete(address));
  }
  return known.get(address);
};

// The dialog in which a picture is chosen: its number, or null.
const choose = ({ choices, library, words }) => new Promise((resolve) => {
  const status = element("p", { className: "nd-meta", role: "status" });
  const list = element("ul", { className: "nd-choose__list" });
  const search = element("input", { type: "search", autocomplete: "off" });
  const cancel = element("button", { type: "button", className: "nd-b", textContent: words.cancel });
  const dialog = element("dialog", { className: "nd-choose" },
    element("h2", { id: "nd-choose", textContent: words.choose }),
    element("label", {}, words.search, search),
    status,
    list,
    element("p", { className: "nd-choose__ways" }, element("a", { href: library, target: "_blank", textContent: words.library }), cancel),
  );
  dialog.setAttribute("aria-labelledby", "nd-choose");
  let chosen = null, asked = 0, waiting;

  const offer = (picture) => {
    const button = element("button", { type: "button" },
      element("img", { src: picture.thumb, alt: "", loading: "lazy" }),
      element("span", { className: "nd-choose__name", textContent: picture.name }),
      element("span", { className: "nd-meta", textContent: picture.credit }),
      ...picture.warnings.map((text) => element("span", { className: "nd-meta nd-bad", textContent: text })),
    );
    button.addEventListener("click", () => {
      chosen = String(picture.number);
      dialog.close();
    });
    return element("li", {}, button);
  };
  const look = async () => {
    const turn = ++asked, term = search.value.trim();
    try {
      const answer = await fetch(`${choices}?q=${encodeURIComponent(term)}`);
      if (!answer.ok) throw new Error(answer.status);
      const { pictures } = await answer.json();
      if (turn !== asked) return;
      list.replaceChildren(...pictures.map(offer));
      status.textContent = pictures.length ? (term ? "" : words.newest) : words.none;
    } catch {
      if (turn === asked) status.textContent = words.trouble;
    }
  };
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    look();
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(chosen);
  });
  document.body.append(dialog);
  dialog.showModal();
  search.focus();
  look();
});

// In the place of the picture that is selected, or else behind the cursor.
const placePicture = async (editor, { name, options }) => {
  const picture = await choose(options);
  if (!picture) {
    editor.commands.focus();
    return;
  }
  const isChosen = editor.isActive(name);
  if (isChosen) editor.commands.updateAttributes(name, { picture });
  const at = isChosen ? editor.state.selection.from : put(editor, { type: name, attrs: { picture } });
  editor.chain().setNodeSelection(at).focus().scrollIntoView().run();
};

const pictureButton = '<svg aria-hidden="true" viewBox="0 0 24 24"><path d="M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 6"/><circle cx="16" cy="9" r="1.5"/></svg>';

export const LibraryPicture = Node.create({
  name: "libraryPicture",
  group: "apart",
  atom: true,
  draggable: true,

  addOptions: () => ({ about: "", choices: "", library: "", words: {} }),

  addAttributes: () => ({
    picture: {
      default: "",
      parseHTML: (figure) => figure.dataset.picture,
      renderHTML: ({ picture }) => ({ "data-picture": picture }),
    },
  }),

  parseHTML: () => [{ tag: "figure[data-picture]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],

  addNodeView() {
    const { about, words } = this.options;
    return ({ node }) => {
      const dom = element("figure", { className: "nd-textpic" });
      dom.dataset.picture = node.attrs.picture;
      ask(about.replace("/0/", `/${node.attrs.picture}/`)).then((picture) => {
        dom.replaceChildren(
          element("img", { src: picture.thumb, alt: picture.alt, draggable: false }),
          element("figcaption", {}, picture.caption || words.without, " ", element("span", { textContent: picture.credit }),
            ...picture.warnings.map((text) => element("strong", { textContent: text }))),
        );
      }, () => dom.replaceChildren(element("figcaption", {}, element("strong", { textContent: words.gone }))));
      return { dom };
    };
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const isChosen = editor.isActive(this.name);
        if (isChosen) placePicture(editor, this);
        return isChosen;
      },
    };
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: this.name,
      groups: "nodes",
      priority: 120,
      button: buttons.svg(pictureButton, this.options.words.picture),
      active: (editor) => editor.isActive(this.name),
      command: (editor) => placePicture(editor, this),
    });
  },
});

// --- a pull quote: the words that were selected stand again, large ---

const togglePullQuote = (editor, { name }) => {
  if (editor.isActive(name)) {
    editor.commands.setNode("paragraph");
    return;
  }
  const { doc, selection } = editor.state;
  const text = doc.textBetween(selection.from, selection.to, " ").trim();
  const at = put(editor, { type: name, content: text ? [{ type: "text", text }] : [] });
  editor.chain().setTextSelection(at + 1 + text.length).focus().scrollIntoView().run();
};

const pullButton = '<svg aria-hidden="true" viewBox="0 0 24 24"><path d="M3 4h18M3 20h18M5 9h5M5 14.5h14"/></svg>';

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "apart",
  content: "text*",
  marks: "bold italic superscript subscript",
  defining: true,

  addOptions: () => ({ words: {} }),

  parseHTML: () => [{ tag: "aside" }],
  renderHTML: () => ["aside", 0],

  addKeyboardShortcuts() {
    const leave = ({ editor }) => {
      const { $from, empty } = editor.state.selection;
      const isEmpty = empty && $from.parent.type.name === this.name && !$from.parent.content.size;
      return isEmpty && editor.commands.setNode("paragraph");
    };
    return { Enter: leave, Backspace: leave };
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: this.name,
      groups: "nodes",
      priority: 119,
      button: buttons.svg(pullButton, this.options.words.pull),
      active: (editor) => editor.isActive(this.name),
      command: (editor) => togglePullQuote(editor, this),
    });
  },
});
