// Keys on the page: pressing one clicks the element that names it in data-key; "?" opens the list of them.
(() => {
  const OPERABLE = "a[href], button, summary, input, select, textarea";
  const isTyping = (target) =>
    target.isContentEditable || target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");

  const nameOf = (event) => {
    if (event.altKey || event.metaKey) return "";
    if (event.ctrlKey) return /^[1-7]$/.test(event.key) ? `ctrl+${event.key}` : "";
    return event.key === " " ? "Space" : event.key;
  };

  // What lies in a closed menu may be pressed by its key; what is hidden or busy may not.
  const find = (name) =>
    [...document.querySelectorAll(`[data-key~="${CSS.escape(name)}"]`)].find(
      (element) => !element.disabled && !element.closest("[hidden]"),
    );

  const press = (name) => {
    const list = name === "?" && document.querySelector("dialog[data-keys]");
    if (list) {
      list.showModal();
      return true;
    }
    const element = find(name);
    element?.click();
    return Boolean(element);
  };

  document.addEventListener("keydown", (event) => {
    const name = nameOf(event);
    if (!name || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const activates = name === "Space" || name === "Enter";
    // A key held down answers one card, not a deck.
    if (event.repeat) return activates && find(name) ? event.preventDefault() : undefined;
    // A button or link with the focus answers to these two by itself.
    if (activates && event.target.closest?.(OPERABLE)) return;
    if (press(name)) event.preventDefault();
  });
})();
