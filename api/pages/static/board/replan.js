// A new plan in the making: how its cost falls, the best so far, and the two ways to end it early.
import { listenToRun, post } from "../ask.js";
import { byId, svg } from "../dom.js";
import { fail, say } from "../notices.js";
import { number, t } from "../words.js";
import { model } from "./model.js";
import { openDiff } from "./plans.js";

const [WIDTH, HEIGHT, EDGE] = [300, 90, 6];
const TICK = 1000; // ms
let watched = null;

export function startReplan() {
  byId("replan").addEventListener("click", () => byId("replan-form").showModal());
  byId("replan-form").addEventListener("close", () => {
    if (byId("replan-form").returnValue === "start") begin().catch(fail);
  });
  setInterval(drawCurve, TICK);
  byId("run-accept").addEventListener("click", () => end("accept"));
  byId("run-cancel").addEventListener("click", () => end("cancel"));
  model.on("day", () => {
    if (model.day.run && watched?.id !== model.day.run) watch(model.day.run, false);
  });
}

async function begin() {
  const form = new FormData(byId("replan-fields"));
  const budget = form.get("budget");
  const run = await post("/plan-runs", {
    seconds: Number(form.get("seconds")), freeze_minutes: Number(form.get("freeze")),
    change_budget: budget === "" ? null : { changes: Number(budget) },
  });
  watch(run.id, true);
}

function end(how) {
  if (watched) post(`/plan-runs/${watched.id}/${how}`).catch(fail);
}

// Whoever asked sees the new draft; others are offered it.
function watch(id, own) {
  if (watched?.id === id) {
    watched.own ||= own;
    return;
  }
  watched?.source.close();
  watched = { id, own, points: [], left: null, elapsed: 0, heard: 0, source: null };
  watched.source = listenToRun(id, hear);
  byId("run").hidden = false;
  draw("requested");
}

function hear(kind, run) {
  if (watched?.id !== run.id) return;
  const { progress } = run;
  if (progress) {
    if (watched.points.at(-1)?.cost !== progress.cost) watched.points.push({ at: progress.elapsed_seconds, cost: progress.cost });
    watched.left = progress.left_out;
    watched.heard = performance.now();
    watched.elapsed = progress.elapsed_seconds;
  }
  draw(kind);
  if (["ready", "failed", "cancelled", "superseded"].includes(kind)) over(kind, run).catch(fail);
}

async function over(kind, run) {
  const { own } = watched;
  watched = null;
  byId("run").hidden = true;
  if (kind !== "ready") return say(`${t(`run.${kind}`)} ${run.error ?? ""}`, kind === "failed" ? "missed" : "");
  const open = async () => {
    const draft = (await model.load())?.drafts.find((one) => one.run_id === run.id);
    if (!draft) return;
    await model.show(String(draft.number));
    await openDiff();
  };
  if (own) return open();
  await model.load();
  return say(t("run.ready"), "met", { name: t("run.look"), do: () => open().catch(fail) });
}

function draw(kind) {
  const { points, left } = watched;
  byId("run-state").textContent = t(`run.${kind}`);
  byId("run-best").textContent = points.length ? t("run.best", { cost: number(points.at(-1).cost), left: number(left) }) : "";
  byId("run-accept").disabled = !points.length;
  drawCurve();
}

// From the first plan to this moment, also while nothing better is found.
function drawCurve() {
  if (!watched?.points.length) return byId("run-curve").replaceChildren();
  const { points, elapsed, heard } = watched;
  return byId("run-curve").replaceChildren(...curve(points, elapsed + (performance.now() - heard) / 1000));
}

function curve(points, last) {
  const first = points[0].at;
  const [lowest, highest] = [points.at(-1).cost, points[0].cost];
  const x = (at) => EDGE + ((at - first) / (last - first || 1)) * (WIDTH - 2 * EDGE);
  const y = (cost) => EDGE + (1 - (cost - lowest) / (highest - lowest || 1)) * (HEIGHT - 2 * EDGE);
  const steps = points.map(({ at, cost }, index) => `${index ? `H${x(at)}V` : `M${x(at)},`}${y(cost)}`);
  return [
    svg("path", { d: `${steps.join("")}H${x(last)}`, class: "curve" }),
    svg("circle", { cx: x(last), cy: y(lowest), r: 4, class: "curve-end" }),
  ];
}
