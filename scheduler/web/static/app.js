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
  const here = location.pathname;
  const request = fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true, redirect: "manual", credentials: "same-origin",
  }).catch(() => null);
  for (const button of document.querySelectorAll(".decide button")) button.disabled = true; // a second tap decides nothing
  const next = await fetchAhead(form.dataset.next);
  if (next) {
    show(next, form.dataset.next);
    say(document.querySelector(".toast span")?.textContent ?? "");
  }
  const answer = await request;
  if (answer?.type === "opaqueredirect") return next || location.assign(form.dataset.next.replace("&ahead=1", ""));
  if (!answer) return location.assign(here);
  show({ main: document.importNode(parse(await answer.text()).getElementById("main"), true), title: document.title }, null);
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

// --- Moving: one dialog for tap, click and keyboard, and the same questions asked on a drop. ---
function icon(name) {
  const svg = document.querySelector("svg.icon").cloneNode(true);
  const use = svg.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  svg.setAttribute("class", "icon");
  return svg;
}

function moving(form) {
  const { day, time } = form.elements;
  const list = form.querySelector(".doubts");
  let round = 0;
  const line = (sign, text, kind) => {
    const item = document.createElement("li");
    item.className = kind;
    item.append(icon(sign), text);
    return item;
  };
  async function ask() {
    const mine = ++round;
    if (!day.value || !time.value) return null;
    const answer = await fetch(`${form.getAttribute("action")}?${new URLSearchParams({ day: day.value, time: time.value })}`, { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer || mine !== round) return null;
    const found = await answer.json();
    const refused = found.error || found.refused;
    const lines = (found.doubts ?? []).map((text) => line("alert", text, ""));
    if (refused) lines.unshift(line("alert", refused, "bad"));
    if (found.anew) lines.push(line("undo", list.dataset.anew, ""));
    if (!lines.length) lines.push(line("check", list.dataset.fine, "good"));
    list.replaceChildren(...lines);
    form.querySelector(".primary").disabled = Boolean(refused);
    return { easy: !refused && !found.anew && !found.doubts.length };
  }
  form.addEventListener("click", (event) => {
    const days = Number(event.target.dataset?.days);
    if (!days || !day.value) return;
    const to = new Date(`${day.value}T12:00:00Z`);
    to.setUTCDate(to.getUTCDate() + days);
    day.value = to.toISOString().slice(0, 10);
    ask();
  });
  form.addEventListener("input", ask);
  return { form, ask, dialog: form.closest("[popover]") };
}

function about(move, tile, day) {
  const { form } = move;
  form.setAttribute("action", `/posts/${tile.dataset.post}/move`);
  form.elements.day.value = day ?? tile.dataset.local.slice(0, 10);
  form.elements.time.value = tile.dataset.local.slice(11, 16);
  const subject = form.querySelector(".subject");
  const shown = tile.querySelector("img");
  subject.hidden = false;
  if (shown) subject.querySelector("img").src = shown.src.replace(/\d+$/, "192");
  subject.querySelector(".k").replaceChildren(tile.querySelector(".k").textContent);
  subject.querySelector(".title").replaceChildren(tile.dataset.title);
  const open = form.querySelector(".open");
  open.hidden = false;
  open.href = tile.href;
}

function calendar(grid, move) {
  let tile;
  grid.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-post]");
    if (!chosen || event.ctrlKey || event.metaKey || event.button) return;
    event.preventDefault();
    if (event.shiftKey) return location.assign(`${document.querySelector("[data-choose]").href}&chosen=${chosen.dataset.post}`);
    about(move, chosen);
    move.ask();
    move.dialog.showPopover();
  });
  grid.addEventListener("dragstart", (event) => {
    tile = event.target.closest?.("[data-post]");
    if (!tile) return event.preventDefault();
    event.dataTransfer.setData("text/plain", tile.dataset.post);
    event.dataTransfer.effectAllowed = "move";
  });
  const over = (event) => (tile ? event.target.closest("[data-day]:not(.outside)") : null);
  const clear = () => grid.querySelector(".day.over")?.classList.remove("over");
  grid.addEventListener("dragover", (event) => {
    const day = over(event);
    clear();
    if (day) { event.preventDefault(); day.classList.add("over"); }
  });
  grid.addEventListener("dragend", () => { tile = null; clear(); });
  grid.addEventListener("drop", async (event) => {
    const day = over(event);
    if (!day || day.contains(tile)) return;
    event.preventDefault();
    about(move, tile, day.dataset.day);
    const found = await move.ask();
    if (found?.easy) move.form.submit();
    else move.dialog.showPopover();
  });
}

// --- Several posts: how many are ticked, and a whole stretch with the shift key. ---
function several(form) {
  const boxes = [...form.querySelectorAll("[name=post]")];
  const tally = form.querySelector(".tally");
  const asked = tally.textContent;
  let last = boxes.find((box) => box.checked);
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    tally.textContent = !ticked ? asked : ticked === 1 ? tally.dataset.one : tally.dataset.many.replace("{}", ticked);
    for (const button of form.querySelectorAll("[name=do]")) button.disabled = !ticked;
  };
  form.addEventListener("click", (event) => {
    const box = event.target.closest(".pick")?.querySelector("input");
    if (!box) return;
    if (event.shiftKey && last && last !== box) {
      if (event.target !== box) event.preventDefault(); // the label's own click would untick it again
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = true;
    }
    last = box;
    tell();
  });
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell); // back from the next page, ticks are still there
  tell();
}

// --- A preview that follows what is typed: pictures drawn anew, contrast told. ---
function preview(form) {
  let timer, round = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++round;
      const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
      for (const image of document.querySelectorAll("[data-card]")) {
        image.src = `${form.dataset.preview}card.webp?${typed}&${image.dataset.card}`;
      }
      const answer = await fetch(`${form.dataset.preview}contrast?${typed}`, { headers: { accept: "application/json" } }).catch(() => null);
      const list = document.querySelector("[data-contrast]");
      if (!answer?.ok || mine !== round || !list) return;
      const found = await answer.json();
      list.replaceChildren(...found.pairs.map((pair) => {
        const item = document.createElement("li");
        const ratio = document.createElement("b");
        ratio.textContent = `${pair.ratio} : 1`;
        const name = document.createElement("span");
        name.textContent = pair.name;
        item.append(icon(pair.good ? "check" : "alert"), name, ratio);
        return item;
      }));
      document.querySelector("[data-notes]").textContent = found.notes.join(" ");
    }, 150);
  });
}

// --- The card drawn with another template, and captions as the platform shows them. ---
function redraw(form) {
  let timer;
  const image = form.querySelector("[data-drawn]");
  form.addEventListener("input", (event) => {
    const shows = document.getElementById(event.target.dataset?.shows);
    if (shows) { shows.textContent = event.target.value; return; }
    if (!["template", "brand", "size"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { template, brand, size } = Object.fromEntries(new FormData(form));
      image.removeAttribute("height");
      image.src = `${form.dataset.redraw}?${new URLSearchParams({ template, brand: brand || 0, size })}`;
    }, 80);
  });
}

// --- The plan of a campaign while it is set up; work that goes on is looked at again. ---
async function swap(id, address, options) {
  const answer = await fetch(address, options).catch(() => null);
  const fresh = answer && parse(await answer.text()).getElementById(id);
  if (!fresh) return null;
  const node = document.importNode(fresh, true);
  document.getElementById(id)?.replaceWith(node);
  return node;
}

function plan(form) {
  let timer, round = 0;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++round;
      if (!form.checkValidity()) return;
      document.getElementById("plan").ariaBusy = "true";
      const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
      if (mine === round) await swap("plan", form.dataset.plan, { method: "POST", body });
    }, 250);
  };
  form.addEventListener("input", look);
  look();
}

function poll(part) {
  setTimeout(async () => {
    const fresh = await swap(part.id, location.href);
    if (fresh?.dataset.poll) poll(fresh);
    else if (fresh) location.reload();
  }, Number(part.dataset.poll));
}

function start() {
  for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
  for (const toast of document.querySelectorAll("[data-fades]")) fade(toast);
  for (const area of document.querySelectorAll("[data-length]")) count(area);
  for (const box of document.querySelectorAll("[data-keys]")) {
    box.checked = keysOn();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  for (const field of document.querySelectorAll("[data-select]")) { field.select(); field.addEventListener("focus", () => field.select()); }
  for (const form of document.querySelectorAll("[data-preview]")) preview(form);
  for (const form of document.querySelectorAll("[data-plan]")) plan(form);
  for (const form of document.querySelectorAll("[data-redraw]")) redraw(form);
  for (const form of document.querySelectorAll("[data-several]")) several(form);
  for (const part of document.querySelectorAll("[data-poll]")) poll(part);
  const planned = document.querySelector("[data-move]");
  const move = planned && moving(planned);
  const grid = document.querySelector(".grid");
  if (grid && move) calendar(grid, move);
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", (event) => { event.preventDefault(); move.ask(); move.dialog.showPopover(); });
  }
  const form = document.querySelector("[data-decision][data-next]");
  if (form) fetchAhead(form.dataset.next);
}
start();
