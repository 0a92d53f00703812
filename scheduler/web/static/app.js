// What pages gain where scripts run: the next post at once, keys, counting while writing, dragging.
// Every page works without it.

const policy = window.trustedTypes?.createPolicy("awareness", { createHTML: (text) => text });
const parse = (text) => new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
const say = (text) => { document.getElementById("live").textContent = text; };

// --- The next post is fetched and its picture decoded before it is asked for. ---
const ahead = new Map();

function fetchAhead(address) {
  if (!ahead.has(address)) {
    ahead.set(address, fetch(address, { credentials: "same-origin" }).then(async (answer) => {
      if (!answer.ok) return null;
      const page = parse(await answer.text());
      const main = document.importNode(page.getElementById("main"), true); // pictures load only in a live document
      await Promise.allSettled([...main.querySelectorAll(".cards img")].map((image) => image.decode()));
      return { main, title: page.title };
    }).catch(() => null));
  }
  return ahead.get(address);
}

function show(page, address) {
  document.getElementById("main").replaceWith(page.main);
  document.title = page.title;
  if (address) history.pushState({}, "", address.split("?")[0]);
  scrollTo(0, 0);
  ahead.clear();
  start();
  page.main.querySelector("h1")?.focus();
}

async function decide(form) {
  const next = await fetchAhead(form.dataset.next);
  if (!next) return form.submit();
  const request = fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true, redirect: "manual", credentials: "same-origin",
  });
  const here = location.pathname;
  show(next, form.dataset.next);
  say(document.querySelector(".toast span")?.textContent ?? "");
  const answer = await request.catch(() => null);
  if (answer?.type === "opaqueredirect") return;
  if (answer) show({ main: document.importNode(parse(await answer.text()).getElementById("main"), true), title: document.title }, null);
  else location.assign(here);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-decision][data-next]")) { event.preventDefault(); decide(form); }
});
addEventListener("popstate", () => location.reload());

// --- A toast leaves after 8 seconds, unless somebody is at it. ---
function fade(toast) {
  let timer;
  const wait = () => { timer = setTimeout(() => { toast.hidden = true; }, 8000); };
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, () => clearTimeout(timer));
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, wait);
  wait();
}

// --- Keys, which can be switched off on the account page. ---
const keysOn = () => localStorage.getItem("keys") !== "off";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
  if (event.target.closest?.("input, textarea, select, [popover]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target && !target.closest("[hidden]")) { event.preventDefault(); target.click(); }
});

// --- The length, as the platform counts it, while somebody writes. ---
function count(area) {
  const counter = document.getElementById(area.getAttribute("aria-describedby"));
  const output = counter.querySelector("output");
  let timer, round = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++round;
      const answer = await fetch(area.dataset.length, { method: "POST", body: new URLSearchParams({ text: area.value }) }).catch(() => null);
      if (!answer?.ok || mine !== round) return;
      const found = await answer.json();
      const number = new Intl.NumberFormat(document.documentElement.lang);
      const bold = document.createElement("b");
      bold.textContent = number.format(found.length);
      output.replaceChildren(bold, ` / ${number.format(found.limit)}`);
      counter.classList.toggle("over", !found.fits);
    }, 120);
  });
}

// --- Moving: steps in the dialog, dragging on the calendar. ---
function steps(form) {
  form.addEventListener("click", (event) => {
    const days = Number(event.target.dataset?.days);
    if (!days) return;
    const day = new Date(`${form.elements.day.value}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    form.elements.day.value = day.toISOString().slice(0, 10);
  });
}

function drag(grid) {
  let tile;
  grid.addEventListener("dragstart", (event) => {
    tile = event.target.closest("[data-post]");
    if (!tile) return event.preventDefault();
    event.dataTransfer.setData("text/plain", tile.dataset.post);
    event.dataTransfer.effectAllowed = "move";
  });
  const over = (event) => (tile ? event.target.closest("[data-day]:not(.outside)") : null);
  grid.addEventListener("dragover", (event) => {
    const day = over(event);
    grid.querySelector(".day.over")?.classList.remove("over");
    if (day) { event.preventDefault(); day.classList.add("over"); }
  });
  grid.addEventListener("dragend", () => { tile = null; grid.querySelector(".day.over")?.classList.remove("over"); });
  grid.addEventListener("drop", (event) => {
    const day = over(event);
    if (!day || day.contains(tile)) return;
    event.preventDefault();
    const form = document.getElementById("drop");
    form.action = `/posts/${tile.dataset.post}/move`;
    form.elements.day.value = day.dataset.day;
    form.elements.time.value = tile.dataset.local.slice(11, 16);
    form.submit();
  });
}

function start() {
  for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  for (const toast of document.querySelectorAll("[data-fades]")) fade(toast);
  for (const area of document.querySelectorAll("[data-length]")) count(area);
  for (const form of document.querySelectorAll("[data-move]")) steps(form);
  for (const box of document.querySelectorAll("[data-keys]")) {
    box.checked = keysOn();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  const grid = document.querySelector(".grid");
  if (grid && document.getElementById("drop")) drag(grid);
  const form = document.querySelector("[data-decision][data-next]");
  if (form) fetchAhead(form.dataset.next);
}
start();
