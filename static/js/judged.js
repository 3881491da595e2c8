// Answers that Ebb judges: lines and files to type, steps to move, key points to tick. Without it the forms work as they are.
(() => {
  const turn = () => document.getElementById("turn");

  // Ctrl+Enter sends any answer, Enter a command; in a file, Tab indents until Escape lets it leave.
  let leaving = false;
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    const form = document.getElementById("attempt");
    if (!form || form.hidden || event.isComposing) return;
    const isTyping = box.matches?.("#turn textarea");
    const sends = event.ctrlKey || event.metaKey || (isTyping && "enter" in box.dataset && !event.shiftKey);
    if (event.key === "Enter" && sends) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit();
    } else if (!isTyping) {
      return;
    } else if (event.key === "Escape") {
      leaving = true;
    } else if (event.key === "Tab" && "editor" in box.dataset && !leaving) {
      event.preventDefault();
      indent(box, event.shiftKey);
    } else if (event.key === "Enter" && "editor" in box.dataset) {
      event.preventDefault();
      insert(box, `\n${/^[ ]*/.exec(lineBefore(box))[0]}`);
    } else if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) {
      leaving = false;
    }
  });

  const lineBefore = (box) => box.value.slice(box.value.lastIndexOf("\n", box.selectionStart - 1) + 1, box.selectionStart);

  // Through the browser's own command, so that its undo knows of it.
  const insert = (box, text) => {
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const indent = (box, back) => {
    const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    if (!back && box.selectionStart === box.selectionEnd) return insert(box, "  ");
    const to = box.selectionEnd;
    const moved = box.value.slice(from, to).replace(/^/gm, back ? "" : "  ");
    const lines = back ? moved.replace(/^ {1,2}/gm, "") : moved;
    box.setSelectionRange(from, to);
    insert(box, lines);
    box.setSelectionRange(from, from + lines.length);
  };

  // Line numbers beside a file.
  const number = (box) => {
    let gutter = box.previousElementSibling;
    if (!gutter?.matches(".gutter")) {
      gutter = document.createElement("pre");
      gutter.className = "gutter";
      gutter.ariaHidden = "true";
      box.before(gutter);
      box.addEventListener("scroll", () => (gutter.scrollTop = box.scrollTop));
    }
    const lines = box.value.split("\n").length;
    gutter.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n");
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-editor]")) number(event.target);
    if (event.target.closest?.(".points")) propose();
  });

  // Steps: numbers give way to rows that are moved by buttons, by Alt and an arrow, or by hand.
  const numbered = (list) =>
    [...list.children].forEach((row, place) => (row.querySelector("input").value = place + 1));

  const move = (row, by) => {
    const list = row.parentElement;
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    by < 0 ? other.before(row) : other.after(row);
    numbered(list);
    const place = [...list.children].indexOf(row) + 1;
    turn().querySelector("[data-moved]").textContent = `Now in place ${place} of ${list.children.length}.`;
  };

  const ready = (list) => {
    for (const row of list.children) {
      row.querySelector("input").hidden = true;
      row.querySelector(".grip").hidden = false;
      row.querySelector(".moves").hidden = false;
    }
    list.dataset.ready = "";
    numbered(list);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    if (!button) return;
    move(button.closest("li"), Number(button.dataset.move));
    button.focus();
  });

  document.addEventListener("keydown", (event) => {
    const row = event.altKey && event.target.closest?.("[data-steps] li");
    if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const focused = event.target;
    move(row, event.key === "ArrowUp" ? -1 : 1);
    focused.focus();
  });

  let held = null;
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest?.("[data-ready] li");
    if (!row || event.button || event.target.closest("button")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".grip")) return;
    event.preventDefault();
    held = row;
    row.dataset.held = "";
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-ready] li");
    if (!over || over === held || over.parentElement !== held.parentElement) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    const below = over.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_PRECEDING;
    if (below ? event.clientY > middle : event.clientY < middle) {
      below ? over.after(held) : over.before(held);
      numbered(held.parentElement);
    }
  });
  const drop = () => {
    if (held) delete held.dataset.held;
    held = null;
  };
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop);

  // Ticks: the grade that is offered first follows them, by the server's own sum.
  const propose = () => {
    const points = turn()?.querySelector(".points");
    if (!points) return;
    const worth = points.dataset.qualities.split(" ")[points.querySelectorAll("[name=tick]:checked").length];
    const quality = Math.max(0, Number(worth) - points.querySelectorAll("[name=flag]:checked").length);
    const grade = ["again", "again", "again", "hard", "good", "easy"][quality];
    for (const button of turn().querySelectorAll(".grades button")) {
      const isOffered = button.value === grade;
      button.toggleAttribute("data-default", isOffered);
      button.dataset.key = button.dataset.key.replace(" Space Enter", "") + (isOffered ? " Space Enter" : "");
      if (isOffered) for (const told of turn().querySelectorAll("[data-proposed]")) told.textContent = button.firstElementChild.firstChild.data.trim();
    }
  };

  const begin = () => {
    for (const box of turn()?.querySelectorAll("[data-editor]") ?? []) number(box);
    for (const list of turn()?.querySelectorAll("[data-steps]:not([data-ready])") ?? []) ready(list);
  };
  begin();
  document.addEventListener("htmx:after:swap", begin);
})();
