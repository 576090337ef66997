// The crew's page: draws what the phone keeps, and brings it up to date whenever there is a signal.
import { byId, element } from "../dom.js";
import { clock, t, useZone } from "../words.js";
import { changesBetween } from "./changes.js";
import { drawChanges, drawFresh, drawJobs, drawQueue } from "./draw.js";
import { forgetLists } from "./kept.js";
import { Link, SignedOut } from "./link.js";
import { giveBack } from "./said.js";
import { stateOf } from "./steps.js";

const EVERY = 60000;
const SECOND_THOUGHT = 5000; // ms in which a tap is taken back before it is sent
const { crew, zone } = byId("crew-page").dataset;
const link = new Link(crew);
const state = (job) => stateOf(job, link.reports);

async function start() {
  useZone(zone);
  await link.open();
  draw();
  await bringUpToDate();
  setInterval(() => { if (!document.hidden) bringUpToDate(); }, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden ? letGo() : bringUpToDate());
  addEventListener("online", bringUpToDate);
  addEventListener("offline", drawLink);
  document.querySelector("form[action='/sign-out']").addEventListener("submit", leave);
  await navigator.serviceWorker?.register("/crew/worker.js", { scope: "/crew" });
}

let underWay = null;
let again = false;
async function bringUpToDate() {
  again = true;
  underWay ??= talk().finally(() => { underWay = null; });
  await underWay;
}

async function talk() {
  let fault = null;
  while (again && fault === null) {
    again = false;
    fault = await exchange().catch((error) => error);
  }
  drawLink(fault);
}

async function exchange() {
  const waited = link.due.length > 0;
  drawLink();
  await link.send();
  if ((await link.refresh()) || waited) draw();
  link.sendPhotos().then((any) => { if (any) bringUpToDate().then(draw); }, drawLink);
}

let timer = 0;
async function report(job, kind, told) {
  await link.report(job, kind, told);
  draw();
  byId("jobs").querySelector(".next")?.scrollIntoView({ block: "nearest" });
  clearTimeout(timer);
  timer = setTimeout(letGo, SECOND_THOUGHT);
}

// A phone put away runs no timers for long: whoever does so has thought.
async function letGo() {
  clearTimeout(timer);
  link.fresh.clear();
  draw();
  await bringUpToDate();
}

async function takeBack(one) {
  if (!link.mayTakeBack(one)) return draw();
  giveBack(one);
  await link.forget(one);
  return draw();
}

async function forget(one) {
  await link.forget(one);
  draw();
}

function draw() {
  drawLink();
  const { reports, list } = link;
  const fresh = reports.findLast((one) => link.fresh.has(one.id));
  fill("fresh", fresh ? drawFresh(fresh, takeBack) : []);
  const shown = reports.filter((one) => !link.fresh.has(one.id) && (!one.sent || one.held || one.photo || one.refused));
  const mayTakeBack = (one) => link.mayTakeBack(one);
  fill("queue", shown.length > 0 ? drawQueue(shown, { mayTakeBack, takeBack, forget }) : []);
  if (list === null) return;
  const { jobs } = list.body;
  const changes = changesBetween(list.seen, jobs, state);
  fill("changes", changes.length > 0 ? drawChanges(changes, async () => { await link.see(); draw(); }) : []);
  drawList(jobs.length > 0 ? drawJobs(jobs, state, report) : [element("p", { class: "card" }, t("job.none"))]);
}

// What was open stays open, and whoever types goes on typing.
function drawList(cards) {
  const open = new Set([...document.querySelectorAll("#jobs details.job[open]")].map((one) => one.id));
  const writing = document.activeElement?.matches("#jobs textarea, #jobs input") ? document.activeElement.id : null;
  for (const card of cards) card.open ||= open.has(card.id);
  byId("jobs").replaceChildren(...cards);
  if (writing) byId(writing)?.focus();
}

function fill(id, children) {
  byId(id).hidden = children.length === 0;
  byId(id).replaceChildren(...children);
}

function drawLink(fault = null) {
  const { length } = link.due;
  const kind = fault instanceof SignedOut ? "signed_out" : fault || !navigator.onLine ? "offline" : length ? "sending" : "online";
  byId("link").className = `link ${kind}`;
  byId("link").textContent = t(`queue.${kind}`, { n: length });
  byId("fetched").textContent = link.list ? t("job.as_of", { time: clock(link.list.fetched / 1000) }) : "";
  const again = element("a", { class: "button primary wide", href: "/sign-in?back=/crew" }, t("queue.sign_in"));
  byId("notices").replaceChildren(...(kind === "signed_out" ? [again] : []));
}

// The names of customers do not stay on the phone; reports that wait do, until this crew signs in again.
async function leave(event) {
  event.preventDefault();
  const form = event.target;
  if (link.fresh.size > 0) await letGo();
  if (link.waiting.length > 0 && !confirm(t("queue.leave", { n: link.waiting.length }))) return;
  await forgetLists();
  for (const name of await caches?.keys() ?? []) await caches.delete(name);
  form.submit();
}

start();
