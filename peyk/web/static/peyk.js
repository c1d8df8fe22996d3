"use strict";
// Everything here is an addition: without it every page works with links and forms.

const $ = (selector, root = document) => root.querySelector(selector);
const PAUSE = 280;
const HEALTH_MS = 10_000;
const MOST_ROWS = 200;

function afterPause(work) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(work, PAUSE); };
}

// ---- light and dark
const theme = $("#theme");
if (theme) {
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("peyk-theme", root.dataset.theme); } catch { /* see theme.js */ }
  });
}

// ---- health strip
const strip = $("#strip");
async function health() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/strip");
    // The server's own template, escaped there.
    if (answer.ok) strip.innerHTML = await answer.text();
  } catch {
    strip.textContent = "پیک پاسخ نمی‌دهد";
  }
}
if (strip) { health(); setInterval(health, HEALTH_MS); }

// ---- search as one types; the address follows
const search = $("#search");
const results = $("#results");
let asking = null;
let at = -1; // the row that the keys j and k came to

async function show(address, remember) {
  asking?.abort();
  results.setAttribute("aria-busy", "true");
  asking = new AbortController();
  try {
    const answer = await fetch(address, { headers: { "X-Peyk-Part": "results" }, signal: asking.signal });
    if (answer.status === 401) { location.assign(address); return; } // the session has ended
    if (!answer.ok) throw new Error(answer.statusText);
    const found = document.createElement("div");
    found.innerHTML = await answer.text(); // the server's own template, escaped there
    const problem = $("#told[role=alert]", found);
    results.removeAttribute("aria-busy");
    remember(address);
    if (problem && $(".hit", results)) { // half a query is no reason to take away what was found
      $("#told", results)?.removeAttribute("id"); // one element bears it
      $(".warning[role=alert]", results)?.remove();
      results.prepend(problem);
      return;
    }
    results.replaceChildren(...found.childNodes);
    at = -1;
    document.title = `${$("#q").value.trim() || "جست‌وجو"} - پیک`;
    tryRule();
  } catch (error) {
    if (error.name === "AbortError") return;
    results.removeAttribute("aria-busy");
    const told = document.createElement("p");
    told.className = "warning";
    told.setAttribute("role", "alert");
    told.textContent = "پاسخی نیامد؛ اندکی بعد دوباره تلاش کنید.";
    results.replaceChildren(told);
  }
}

function addressOf(form) {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) pairs.append(name, value);
  return pairs.size ? `/?${pairs}` : "/";
}

if (search && results) {
  // One step back is one search, not one letter: what is typed in one go replaces itself.
  let typing = false;
  const remember = (address) => {
    if (address === location.pathname + location.search) return;
    history[typing ? "replaceState" : "pushState"](null, "", address);
    typing = true;
  };
  search.addEventListener("input", afterPause(() => show(addressOf(search), remember)));
  search.addEventListener("change", () => { typing = false; });
  search.addEventListener("submit", (event) => { event.preventDefault(); show(addressOf(search), remember); typing = false; });
  addEventListener("popstate", () => location.reload());
}

// ---- how often a rule made of this search would have fired
async function tryRule() {
  const card = $("#make-rule");
  if (!card) return;
  const pairs = new URLSearchParams(new FormData($("form", card)));
  pairs.delete("form_token");
  try {
    const answer = await fetch(`/rules/trial?${pairs}`);
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    $(".trial", card).textContent = $(".fired, .warning", told)?.textContent ?? "";
  } catch { /* the button works without the figure */ }
}
tryRule();

// ---- the rule editor checks and tries as one types
const rule = $("#rule");
if (rule) {
  let trying = null;
  rule.addEventListener("input", afterPause(async () => {
    trying?.abort(); // an answer to what stood there before must not come last
    trying = new AbortController();
    const pairs = new URLSearchParams(new FormData(rule));
    pairs.delete("form_token");
    try {
      const answer = await fetch(`/rules/trial?${pairs}`, { signal: trying.signal });
      if (answer.ok) $("#trial").innerHTML = await answer.text();
    } catch { /* saving checks it once more */ }
  }));
}

// ---- the original beside an article: as it was left last, and on a phone only when it is asked for
const original = $("#show-original");
if (original) {
  try { original.checked = (localStorage.getItem("peyk-original") ?? String(matchMedia("(min-width: 64rem)").matches)) === "true"; } catch { /* see theme.js */ }
  original.addEventListener("change", () => {
    try { localStorage.setItem("peyk-original", String(original.checked)); } catch { /* see theme.js */ }
  });
}
for (const link of document.querySelectorAll("a[href='#repairs']")) link.addEventListener("click", () => { $("#repairs").open = true; });

// ---- alerts as they come
const list = $("#alerts[data-stream]");
if (list) {
  const live = $("#live");
  live.hidden = false;
  let broken = false;
  function listen() {
    const stream = new EventSource(list.dataset.stream);
    stream.addEventListener("open", () => {
      live.classList.remove("off");
      live.textContent = "زنده";
      if (broken) location.reload(); // what came meanwhile is in the list
    });
    stream.addEventListener("error", () => {
      broken = true;
      live.classList.add("off");
      live.textContent = "ارتباط قطع شد؛ دوباره تلاش می‌شود";
      // The browser tries again by itself, but not after a refusal.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 10_000);
    });
    stream.addEventListener("alert", arrived);
  }
  function arrived(event) {
    const alert = JSON.parse(event.data);
    if (list.dataset.rule && list.dataset.rule !== alert.rule) return;
    $(`#alert-${CSS.escape(alert.id)}`)?.remove();
    $(".empty", list)?.remove();
    list.insertAdjacentHTML("afterbegin", alert.html); // rendered and escaped by the server
    list.firstElementChild.classList.add("fresh");
    while (list.childElementCount > MOST_ROWS) list.lastElementChild.remove();
    document.title = `● ${document.title.replace(/^● /, "")}`;
  }
  listen();
  addEventListener("focus", () => { document.title = document.title.replace(/^● /, ""); });
}

// ---- keys: / to the search box, j and k through the results, Enter opens
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "/" && $("#q")) { event.preventDefault(); $("#q").select(); return; }
  const rows = [...document.querySelectorAll(".hit, .alert")];
  if (!rows.length || !"jk".includes(event.key)) return;
  at = Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)));
  for (const row of rows) row.classList.toggle("here", row === rows[at]);
  const link = $("h2 a", rows[at]);
  link?.focus();
  rows[at].scrollIntoView({ block: "nearest" });
});

// ---- a picker of solar days, with the Gregorian month beside; the browser itself knows both calendars
const SOLAR = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
const NAMES = document.documentElement.dataset.months === "prs" ? "fa-AF" : "fa-IR";
const MONTH = new Intl.DateTimeFormat(`${NAMES}-u-ca-persian-nu-arabext`, { year: "numeric", month: "long", timeZone: "UTC" });
const GREGORIAN = new Intl.DateTimeFormat(`${NAMES}-u-ca-gregory-nu-arabext`, { year: "numeric", month: "long", timeZone: "UTC" });
const DAY_MS = 86_400_000;
const persian = (text) => String(text).replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);

function solarOf(date) {
  const parts = Object.fromEntries(SOLAR.formatToParts(date).map((part) => [part.type, Number.parseInt(part.value, 10)]));
  return [parts.year, parts.month, parts.day];
}
function written(date) {
  const [year, month, day] = solarOf(date);
  return persian(`${year}/${String(month).padStart(2, "0")}/${String(day).padStart(2, "0")}`);
}
function monthStart(date) { return new Date(date.getTime() - (solarOf(date)[2] - 1) * DAY_MS); }

function today() { const now = new Date(); return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())); }

/** The day in a box, solar or Gregorian, else today. */
function dayIn(input) {
  const latin = input.value.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15));
  const found = /^\s*(\d{3,4})[-/.](\d{1,2})[-/.](\d{1,2})\s*$/.exec(latin);
  if (!found) return today();
  const [year, month, day] = found.slice(1).map(Number);
  if (year >= 1700) return new Date(Date.UTC(year, month - 1, day));
  // Near enough, then to the day: a solar month has 29 to 31 days.
  let at = new Date(Date.UTC(year + 621, 2, 21) + ((month - 1) * 30.5 + day - 1) * DAY_MS);
  for (let tries = 0; tries < 40; tries++) {
    const [y, m, d] = solarOf(at);
    const away = (year - y) * 372 + (month - m) * 31 + (day - d);
    if (away === 0) return at;
    at = new Date(at.getTime() + Math.sign(away) * DAY_MS);
  }
  return today();
}

let picker = null;
function closePicker() { picker?.remove(); picker = null; }

function openPicker(input, month) {
  closePicker();
  picker = document.createElement("div");
  picker.className = "picker";
  picker.setAttribute("role", "dialog");
  picker.setAttribute("aria-label", "برگزیدن روز");
  const first = monthStart(month);
  const head = document.createElement("header");
  const before = pickButton("→", "ماه قبل", () => openPicker(input, new Date(first.getTime() - DAY_MS)));
  const after = pickButton("←", "ماه بعد", () => openPicker(input, new Date(first.getTime() + 32 * DAY_MS)));
  const name = document.createElement("div");
  const solarName = document.createElement("strong");
  const { month: named, year } = Object.fromEntries(MONTH.formatToParts(first).map((part) => [part.type, part.value]));
  solarName.textContent = `${named} ${year}`;
  const gregorian = document.createElement("small");
  gregorian.textContent = [...new Set([first, new Date(first.getTime() + 28 * DAY_MS)].map((day) => GREGORIAN.format(day)))].join(" – ");
  name.append(solarName, gregorian);
  head.append(before, name, after);
  const grid = document.createElement("div");
  grid.className = "grid";
  for (const weekday of ["ش", "ی", "د", "س", "چ", "پ", "ج"]) {
    const cell = document.createElement("span");
    cell.textContent = weekday;
    grid.append(cell);
  }
  for (let space = (first.getUTCDay() + 1) % 7; space > 0; space--) grid.append(document.createElement("span"));
  const number = solarOf(first)[1];
  const now = written(today());
  for (let day = new Date(first); solarOf(day)[1] === number; day = new Date(day.getTime() + DAY_MS)) {
    const text = written(day);
    const button = pickButton(persian(solarOf(day)[2]), `${text} (${day.toISOString().slice(0, 10)})`, () => {
      input.value = text;
      closePicker();
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    button.setAttribute("aria-pressed", String(text === input.value));
    if (text === now) button.classList.add("today");
    grid.append(button);
  }
  const days = [...grid.querySelectorAll("button")];
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 1, ArrowRight: -1, ArrowDown: 7, ArrowUp: -7 }[event.key];
    if (!step) return;
    event.preventDefault();
    days[Math.max(0, Math.min(days.length - 1, days.indexOf(document.activeElement) + step))].focus();
  });
  picker.append(head, grid);
  input.closest("label").after(picker);
}
function pickButton(text, told, work) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.setAttribute("aria-label", told);
  button.addEventListener("click", work);
  return button;
}
for (const input of document.querySelectorAll("[data-day]")) {
  input.addEventListener("click", () => openPicker(input, dayIn(input)));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); openPicker(input, dayIn(input)); ($(".grid [aria-pressed=true]", picker) ?? $(".grid .today", picker) ?? $(".grid button", picker)).focus(); }
  });
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !picker) return;
  const input = $("input", picker.previousElementSibling);
  closePicker();
  input?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("a[href='#about-from']")) return;
  const days = $(".days");
  if (days) { event.preventDefault(); days.open = true; $("#about-from").focus(); }
});
addEventListener("click", (event) => { if (picker && !event.target.closest(".picker, [data-day]")) closePicker(); });
