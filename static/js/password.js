// Shows what is being typed into a password field, while the box beside it is ticked.
(() => {
  for (const box of document.querySelectorAll("input[data-shows]")) {
    const field = document.getElementById(box.dataset.shows);
    box.closest("label").hidden = false;
    box.addEventListener("change", () => (field.type = box.checked ? "text" : "password"));
  }
})();
