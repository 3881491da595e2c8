// One turn of a review in the browser: turns the card over at once, times the answer, keeps the focus where the hands are.
(() => {
  const turn = () => document.getElementById("turn");
  let shownAt = performance.now();
  let card = turn()?.dataset.card;
  let isRevealed = Boolean(turn()?.querySelector(".grades:not([hidden])"));

  const reveal = () => {
    isRevealed = true;
    for (const element of turn().querySelectorAll("[data-reveal]")) {
      element.hidden = element.dataset.reveal === "hide";
    }
    for (const input of turn().querySelectorAll("input[name=revealed]")) input.value = "1";
    turn().querySelector("[data-default]")?.focus({ preventScroll: true });
  };

  // The address names the card on the table, so that a reload or a way back finds it there, and its answer covered.
  const remember = () => {
    const id = turn()?.dataset.card?.split("/")[0];
    const address = new URL(location.href);
    for (const name of ["revealed", "shown", "done", "of", "only", "card"]) address.searchParams.delete(name);
    if (id) address.searchParams.set("card", id);
    history.replaceState(history.state, "", address);
  };
  if (turn()) remember();
  // A page that comes turned over, after a press that was quicker than htmx: the hands are on the grades.
  if (isRevealed) turn().querySelector("[data-default]")?.focus({ preventScroll: true });

  // On the document and while capturing: before htmx reads the form.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.matches("[data-turn-over]")) {
        event.preventDefault();
        reveal();
      } else if (form.dataset.sent) {
        // A second press before the first was answered.
        event.preventDefault();
        event.stopImmediatePropagation();
      } else if (form.elements.ms) {
        form.dataset.sent = "1";
        form.elements.ms.value = Math.round(performance.now() - shownAt);
      }
    },
    true,
  );

  // Nobody answered: what was pressed may be pressed again.
  document.addEventListener("htmx:error", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Back from another page: the turn may have passed meanwhile.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && turn()) location.reload();
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const next = turn();
    if (!next || event.detail.ctx?.target?.id !== "turn") return;
    remember();
    // A mark, a flag or a verdict brings the same card again, as it lay or turned over.
    if (next.dataset.card && next.dataset.card === card) {
      if (isRevealed || next.querySelector(".grades:not([hidden])")) return reveal();
    } else {
      card = next.dataset.card;
      isRevealed = false;
      shownAt = performance.now();
      window.scrollTo(0, 0);
    }
    next.querySelector("[data-first]")?.focus({ preventScroll: true });
  });

  // A menu closes when something else is meant.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
