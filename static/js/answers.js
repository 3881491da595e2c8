// What htmx does with answers that are not the expected part: a whole page takes the page's place, silence is said aloud.
(() => {
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.select || !/^\s*<!doctype html/i.test(ctx.text)) return;
    Object.assign(ctx.hx, { retarget: "main", reselect: "main", reswap: "outerHTML" });
  });

  const say = (text) => {
    const flash = document.getElementById("flash");
    if (!flash) return;
    flash.replaceChildren();
    if (!text) return;
    const line = document.createElement("p");
    line.dataset.kind = "error";
    line.textContent = text;
    flash.append(line);
  };

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.request) say("Ebb did not answer. Check the connection and try again; nothing counts twice.");
  });

  document.addEventListener("htmx:after:swap", () => {
    if (document.querySelector("#flash [data-kind=error]")) say("");
  });
})();
