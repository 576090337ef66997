// The what-ifs that were sent in: how far each is, and what can be done with it.
import { get, post, remove } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say, sure } from "../notices.js";
import { moment, number, span, t } from "../words.js";

const PAGE = 20;
const MOST = 500;
const LOOK = 2000; // ms between two looks while something runs; its steps are no events
const people = JSON.parse(byId("people").textContent);
const rows = new Map();
const begun = new Map(); // id -> when this page first saw it running, and how far it was
let shown = PAGE;
let timer = 0;
let startEditing = null;

// `edit` takes a file's text and its name.
export function startRuns(edit) {
  startEditing = edit;
  byId("more").addEventListener("click", () => {
    shown = Math.min(shown + PAGE, MOST);
    load();
  });
  byId("runs").addEventListener("change", drawCompare);
  document.addEventListener("visibilitychange", () => document.hidden || load());
  return load();
}

export async function load() {
  clearTimeout(timer);
  try {
    const { items, next } = await get(`/what-ifs?limit=${shown}`);
    draw(items);
    byId("none").hidden = items.length > 0;
    byId("more").hidden = !next || shown === MOST;
    clearTimeout(timer);
    if (items.some(isOpen) && !document.hidden) timer = setTimeout(load, LOOK);
  } catch (error) {
    fail(error);
  }
}

const isOpen = ({ state }) => state === "running" || state === "waiting";

// Rows stay what they are, so that nobody's focus or tick is lost.
function draw(items) {
  const there = new Set(items.map((run) => run.id));
  for (const [id, row] of rows) {
    if (there.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  items.forEach((run, index) => {
    if (!rows.has(run.id)) rows.set(run.id, newRow(run));
    const row = rows.get(run.id);
    if (byId("runs").children[index] !== row) byId("runs").insertBefore(row, byId("runs").children[index] ?? null);
    update(row, run);
  });
  drawCompare();
}

function newRow(run) {
  const { id, title } = run;
  const report = (format) => `/what-ifs/${id}/report?format=${format}`;
  const action = (name, act) => element("button", { type: "button", dataset: { act: name }, onclick: () => act(run).then(load, fail) }, t(`planner.${name}`));
  const file = (name, format, ending) => element("a", { href: report(format), download: `${id}${ending}` }, t(`planner.${name}`));
  return element(
    "li", { class: "run", dataset: { id } },
    element(
      "div", { class: "run-head" },
      element("input", { type: "checkbox", name: "id", value: id, "aria-label": t("planner.choose", { title }) }),
      element("h3", {}, title), element("span", { class: "state" }),
    ),
    element("div", { class: "going" }, element("progress", { "aria-label": title }), element("span", { class: "far number" })),
    element("p", { class: "soft meta" }),
    element("details", { class: "why" }, element("summary", {}, t("planner.why")), element("pre", { lang: "en" })),
    element(
      "div", { class: "results" },
      element("a", { class: "button primary", href: report("html"), target: "_blank", rel: "noopener" }, t("planner.report")),
      file("table", "csv", ".csv"), file("figures", "figures", "-figures.csv"), file("markdown", "markdown", ".md"),
    ),
    element(
      "div", { class: "run-actions" },
      action("again", edit), action("cancel", cancel), action("delete", forget),
    ),
  );
}

function update(row, run) {
  const { state, done, total, error } = run;
  const part = (name) => row.querySelector(name);
  const open = isOpen(run);
  row.dataset.state = state;
  part(".state").textContent = t(`what_if.${state}`);
  part(".state").className = `state ${state}`;
  part("[name=id]").disabled = state !== "ready";
  part(".going").hidden = !open;
  Object.assign(part("progress"), { max: total, value: done });
  part(".far").textContent = [t("planner.evaluations", { done: number(done), total: number(total) }), left(run)].filter(Boolean).join(", ");
  part(".meta").textContent = meta(run);
  part(".why").hidden = !error;
  part("pre").textContent = error ?? "";
  part(".results").hidden = state !== "ready";
  part("[data-act=cancel]").hidden = !open;
  part("[data-act=delete]").hidden = open;
}

const seconds = (text) => Date.parse(text) / 1000;
const lasting = (length) => (length < 60 ? t("unit.seconds", { n: Math.round(length) }) : span(length));

function meta({ requested_by, requested_at, started_at, ended_at, state, attempts, total }) {
  const said = [t("planner.asked", { who: people[requested_by] ?? requested_by, when: moment(seconds(requested_at), Date.now() / 1000) })];
  if (state === "ready") said.push(t("planner.evaluations", { done: number(total), total: number(total) }), t("planner.took", { span: lasting(seconds(ended_at) - seconds(started_at)) }));
  if (attempts > 1) said.push(t("planner.tried", { n: attempts }));
  return said.join(" · ");
}

// By what this page has seen of it: the clocks of browser and service may differ.
function left({ id, state, done, total }) {
  if (state !== "running") begun.delete(id);
  else if (!begun.has(id)) begun.set(id, { done, at: performance.now() });
  const first = begun.get(id);
  if (!first || done <= first.done) return "";
  return t("planner.left", { span: lasting((((performance.now() - first.at) / (done - first.done)) * (total - done)) / 1000) });
}

function drawCompare() {
  const ticked = document.querySelectorAll("#runs [name=id]:checked:enabled").length;
  byId("compare").disabled = ticked < 2;
  byId("compare-hint").hidden = ticked > 1;
}

async function edit({ id, title }) {
  startEditing(await get(`/what-ifs/${id}/file`), title);
}

async function cancel({ id, title }) {
  if (!(await sure(t("planner.cancel_sure", { title })))) return;
  await post(`/what-ifs/${id}/cancel`);
  say(t("planner.cancelled", { title }));
}

async function forget({ id, title }) {
  if (!(await sure(t("planner.delete_sure", { title })))) return;
  await remove(`/what-ifs/${id}`);
  say(t("planner.deleted", { title }));
}
