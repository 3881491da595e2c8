// Brings in the vendored htmx when the copy on the CDN is refused, broken, late or out of reach.
(() => {
  const { local, integrity, budget } = document.currentScript.dataset;
  const root = document.documentElement;
  let decided = false;

  const useVendored = (why) => {
    if (decided) return;
    decided = true;
    const remote = document.getElementById("htmx-cdn");
    // A script that belongs to another document never runs here, however late its bytes arrive.
    if (remote) document.implementation.createHTMLDocument("").adoptNode(remote);
    const script = document.createElement("script");
    script.src = local;
    script.integrity = integrity;
    script.addEventListener("load", () => (root.dataset.htmx = `vendored: ${why}`));
    document.head.append(script);
  };

  const onRemote = (event) => {
    if (event.target?.id !== "htmx-cdn") return;
    if (event.type === "error") return useVendored("error");
    decided = true;
    root.dataset.htmx = "cdn";
  };

  // Neither event bubbles, and "load" of an element is never seen by window: capture both on the document.
  document.addEventListener("error", onRemote, true);
  document.addEventListener("load", onRemote, true);
  setTimeout(useVendored, Number(budget), "late");
})();
