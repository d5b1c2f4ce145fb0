// Mingcha in the browser: small comforts. Every page works without this file.
"use strict";
(() => {
  const words = document.body.dataset;
  const clock = (time) => new Date(time).toTimeString().slice(0, 5);

  const kept = {
    get(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null; // private windows have no storage: no draft, no harm
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* full or forbidden: the page goes on without it */
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* see above */
      }
    },
  };

  // Drafts: what was typed stays on this machine until it has been sent.
  const draftable = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type),
    );
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const nameOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.name);

  const restore = (form, draft) => {
    for (const field of draftable(form)) {
      const value = draft.values[nameOf(field)];
      if (value === undefined) continue;
      if (isChoice(field)) field.checked = value;
      else field.value = value;
    }
  };

  const say = (form, text, undo) => {
    const note = form.querySelector(".draft");
    if (!note) return;
    note.textContent = text;
    if (!undo) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = words.discard;
    button.addEventListener("click", undo);
    note.append(" ", button);
  };

  const keepDrafts = (form) => {
    const key = `draft:${form.dataset.draft}`;
    const draft = kept.get(key);
    const bound = "bound" in form.dataset; // the server has given the words back itself
    const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (draft?.sent && !bound && !back) kept.drop(key);
    else if (draft && !bound) {
      restore(form, draft);
      say(form, words.restored.replace("{t}", clock(draft.at)), () => {
        kept.drop(key);
        form.reset();
        say(form, "");
        count(form);
        });
    }
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const values = {};
        for (const field of draftable(form)) values[nameOf(field)] = isChoice(field) ? field.checked : field.value;
        const at = Date.now();
        kept.set(key, { at, values });
        say(form, words.kept.replace("{t}", clock(at)));
      }, 600);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      const now = kept.get(key);
      if (now) kept.set(key, { ...now, sent: true });
    });
  };

  // Counters under long fields.
  const count = (root) => {
    for (const note of root.querySelectorAll("[data-counter]")) {
      const field = document.getElementById(note.dataset.counter);
      if (!field) continue;
      const show = () => {
        const left = Number(note.dataset.most) - [...field.value].length;
        note.textContent = (left < 0 ? words.over : words.remaining).replace("{n}", Math.abs(left));
        note.classList.toggle("too-many", left < 0);
      };
      field.addEventListener("input", show);
      show();
    }
  };

  // A dangerous act asks once more, in words.
  const confirmThen = (form, submitter) => {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    const box = document.createElement("form");
    box.method = "dialog";
    text.textContent = form.dataset.confirm;
    for (const [label, value, kind] of [[words.cancel, "", ""], [words.goOn, "yes", "primary"]]) {
      const button = document.createElement("button");
      button.textContent = label;
      button.value = value;
      button.className = kind;
      box.append(button);
    }
    dialog.append(text, box);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.confirm && !form.dataset.confirmed && window.HTMLDialogElement) {
      event.preventDefault();
      confirmThen(form, event.submitter);
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault(); // the second click of a double click
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    // After this turn, so that the button's own name and value still travel with the form.
    if (button) setTimeout(() => {
      button.dataset.label = button.textContent;
      button.textContent = words.sending;
      button.disabled = true;
    });
  });

  // Coming back by the back button: the form can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      delete form.dataset.confirmed;
      for (const button of form.querySelectorAll("button[data-label]")) {
        button.disabled = false;
        button.textContent = button.dataset.label;
      }
    }
  });

  // A row opens by its first link; text can still be selected.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-opens]");
    if (!row || event.target.closest("a, button, input, label, summary")) return;
    if (String(getSelection())) return;
    row.querySelector("th a")?.click();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    document.getElementById("q")?.focus();
  });

  const wire = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) keepDrafts(form);
    count(root);
    for (const button of root.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    for (const fold of root.querySelectorAll("details[data-remember]")) {
      const key = `fold:${fold.dataset.remember}`;
      fold.open = kept.get(key) ?? fold.open;
      fold.addEventListener("toggle", () => kept.set(key, fold.open));
    }
    root.querySelector(".errors")?.focus();
  };
  wire(document);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && wire(event.target));
})();
