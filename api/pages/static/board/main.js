// The board: one state, four views of it, and everything that happens at the desk as it happens.
import { listen } from "../ask.js";
import { byId } from "../dom.js";
import { fail, say } from "../notices.js";
import { t } from "../words.js";
import { startCallout } from "./callout.js";
import { startDetail } from "./detail.js";
import { startLane } from "./lane.js";
import { startList } from "./list.js";
import { startMap } from "./map.js";
import { model } from "./model.js";
import { startNewTicket } from "./new_ticket.js";
import { startPlans } from "./plans.js";
import { startReplan } from "./replan.js";
import { startTimeline } from "./timeline.js";

const SETTLE = 250; // ms; what happens at once is fetched once
const REFRESH = 60_000; // ms; clocks run on when nothing happens
const ELSEWHERE = /^(what_if|hook|delivery|rating|job_feed|etr|escalation)\.|^plan_run\.improved$/; // what shows nothing here
let behind = false;
let catchingUp = false;

const reload = () => model.load().catch(fail);

// However much happens, one fetch at a time, and never none.
async function catchUp() {
  behind = true;
  if (catchingUp) return;
  catchingUp = true;
  while (behind) {
    await new Promise((settled) => setTimeout(settled, SETTLE));
    behind = false;
    await reload();
  }
  catchingUp = false;
}

function hear(event) {
  if (ELSEWHERE.test(event.kind)) return;
  catchUp();
  if (event.by === document.body.dataset.user) return;
  if (event.kind === "plan.published") say(t("live.published"));
  if (event.kind === "ticket.reported") say(t("live.reported", { ticket: event.subject.split("/")[1] }));
}

startList();
startLane();
startTimeline();
startMap(startNewTicket(reload));
startDetail(reload);
startPlans();
startReplan();
startCallout(reload);
for (const tab of document.querySelectorAll("[data-view]")) {
  tab.addEventListener("click", () => {
    document.body.dataset.shows = tab.dataset.view;
    for (const other of document.querySelectorAll("[data-view]")) other.setAttribute("aria-pressed", String(other === tab));
  });
}
// Listening first: what happens while the day is fetched, is fetched again.
listen(hear, (good) => byId("live").classList.toggle("off", !good));
await reload();
setInterval(() => document.visibilityState === "visible" && reload(), REFRESH);
document.body.dataset.ready = "true";
