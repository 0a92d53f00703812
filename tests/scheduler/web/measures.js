// What tests ask of a page, as functions Playwright evaluates.
({
  tooWide: () => document.documentElement.scrollWidth > document.documentElement.clientWidth,

  // WCAG 2.5.8 asks for 24 px; buttons, fields and tiles here are for thumbs.
  smallTargets: () => {
    const wanted = "button, .button, input:not([type=hidden], [hidden]), select, .tile, .tabs a, summary";
    const box = (e) => (e.matches("input[type=radio], input[type=checkbox]") ? e.closest("label") : e).getBoundingClientRect();
    return [...document.querySelectorAll(wanted)]
      .map((e) => [e, box(e)])
      .filter(([e, r]) => r.width && (r.height < (e.matches(".tile, summary") ? 36 : 44) || r.width < 24))
      .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${Math.round(r.width)}x${Math.round(r.height)}`);
  },

  hiddenFocus: () => {
    const e = document.activeElement;
    const r = e.getBoundingClientRect();
    if (e === document.body || r.width <= 1 || e.closest(".skip")) return "";
    const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
    return top && !(e.contains(top) || top.contains(e)) ? e.outerHTML.slice(0, 120) : "";
  },
})
