// The list as elements.
import { element } from "../dom.js";
import { clock, day, named, span, t } from "../words.js";
import { camera } from "./camera.js";
import { say, saidOf, take } from "./said.js";
import { asides, isOver, isPast, nextStep, path, visitOf } from "./steps.js";

const seconds = (moment) => Date.parse(moment) / 1000;
const times = (job) => `${clock(seconds(job.arrival_from))}–${clock(seconds(job.arrival_to))}`;
const ESTIMATES = [15, 30, 60, 120, 240];

export function drawJobs(jobs, stateOf, report) {
  const next = jobs.find((job) => !isOver(stateOf(job)));
  let today = null;
  return jobs.flatMap((job) => {
    const date = day(seconds(job.arrival_from));
    const heading = date === today ? [] : [element("h2", { class: "day" }, date)];
    today = date;
    return [...heading, drawJob(job, stateOf(job), job === next, report)];
  });
}

function drawJob(job, state, isNext, report) {
  const mark = isOver(state) ? "over" : isNext ? "next" : "later";
  const head = element("summary", {},
    element("span", { class: "order number" }, isOver(state) ? "✓" : String(job.order)),
    element("span", { class: "what" },
      element("span", { class: "window number" }, times(job)),
      element("strong", { class: "where" }, job.address || job.ticket_id),
      element("span", { class: "soft" }, [job.address && job.ticket_id, job.fault_type].filter(Boolean).join(" · "))),
    element("span", { class: `state ${state}` }, named("step", state)));
  const made = element("details", { class: `card job ${mark}`, id: `job-${visitOf(job)}`, dataset: { ticket: job.ticket_id, state } }, head, body(job, state, report));
  made.open = isNext;
  return made;
}

function body(job, state, report) {
  return element("div", { class: "job-body" },
    job.hazard && element("p", { class: "warning" }, t("job.hazard")),
    job.make_safe && element("p", { class: "warning" }, t("job.make_safe")),
    job.safety_notes && element("p", { class: "warning" }, element("b", {}, `${t("job.safety")} `), job.safety_notes),
    buttons(job, state, report),
    element("div", { class: "ways" },
      element("a", { class: "button", href: wayTo(job) }, t("job.navigate")),
      job.contact?.phone && element("a", { class: "button", href: `tel:${job.contact.phone.replaceAll(/[^\d+]/g, "")}` }, t("job.call", { name: job.contact.name || job.contact.phone }))),
    facts(job),
    says(job, state, report));
}

function buttons(job, state, report) {
  const next = nextStep(job, state);
  const act = (step) => () => report(job, step, take(job, step));
  return element("div", { class: "steps", role: "group", "aria-label": t("job.steps") },
    next && element("button", { class: "primary wide large", dataset: { step: next }, onclick: act(next) }, t(`step.do_${next}`)),
    element("div", { class: "course" }, path(job).map((step) => element("button", {
      class: isPast(step, state) ? "past" : step === next ? "now" : "", disabled: isPast(step, state), onclick: act(step),
    }, isPast(step, state) ? `✓ ${t(`step.${step}`)}` : t(`step.${step}`)))));
}

function facts(job) {
  const list = (one) => Object.entries(one).map(([name, count]) => `${name}${count > 1 ? ` × ${count}` : ""}`).join(", ");
  const rows = [
    ["description", job.description],
    ["priority", named("priority", job.priority)],
    ["work", span(job.work_minutes * 60)],
    ["depart", clock(seconds(job.depart))],
    ["customers", job.customers],
    ["critical", job.critical_customers],
    ["with", job.with_crews.map(({ crew_id, state }) => `${crew_id} (${named("step", state)})`).join(", ")],
    ["skills", Object.keys(job.skills).join(", ")],
    ["parts", list(job.parts)],
    ["equipment", job.equipment.join(", ")],
  ];
  return element("dl", {}, rows.filter(([, value]) => value).flatMap(([name, value]) => [
    element("dt", {}, t(`job.${name}`)), element("dd", {}, String(value)),
  ]));
}

// A note, a photo and an estimate go along with the next step, or alone.
function says(job, state, report) {
  const kept = (name, made) => {
    made.value = saidOf(job, name) ?? "";
    made.id = `${name}-${visitOf(job)}`;
    made.addEventListener("input", () => say(job, name, made.value));
    return element("label", {}, t(`job.${name}`), made);
  };
  const act = (step) => () => {
    const told = take(job, step);
    if (step === "rejected" && !told.facts.reason) return document.getElementById(`note-${visitOf(job)}`).focus();
    return report(job, step, told);
  };
  return element("div", { class: "says" },
    kept("note", element("textarea", { rows: 2, maxlength: 4000 })),
    camera(job),
    kept("estimate", element("select", {}, element("option", { value: "" }, t("job.no_estimate")),
      ESTIMATES.map((minutes) => element("option", { value: minutes }, t("job.in", { span: span(minutes * 60) }))))),
    state !== "assigned" && element("button", { class: "wide", dataset: { step: "note" }, onclick: act(state) }, t("job.send_note")),
    !isOver(state) && element("details", { class: "asides" }, element("summary", {}, t("job.otherwise")),
      kept("still_dark", element("input", { type: "number", min: 0, inputmode: "numeric" })),
      element("div", { class: "course" }, asides(job).map((step) => element("button", { dataset: { step }, onclick: act(step) }, t(`step.do_${step}`)))),
      element("p", { class: "soft" }, t("job.rejected_needs_note"))));
}

// The phone's own maps; nobody else is asked by this page.
function wayTo({ place: { lat, lon } }) {
  const apple = /iPhone|iPad|Macintosh/.test(navigator.userAgent);
  return apple ? `maps:?daddr=${lat},${lon}` : `geo:${lat},${lon}?q=${lat},${lon}`;
}

export function drawChanges(changes, see) {
  const name = (job) => `${job.ticket_id}${job.address ? `, ${job.address}` : ""}`;
  const said = ({ kind, job, was }) => t(`change_seen.${kind}`, { job: name(job), now: times(job), was: was ? times(was) : "" });
  return [
    element("h2", {}, t("job.changes")),
    element("ul", {}, changes.map((change) => element("li", { class: change.kind }, said(change)))),
    element("button", { class: "wide", id: "see", onclick: see }, t("job.seen")),
  ];
}

const line = (one) => [clock(one.made / 1000), `${one.ticket_id}:`, t(`step.${one.kind}`), one.photo && t("queue.with_photo")].filter(Boolean).join(" ");

export function drawQueue(reports, { mayTakeBack, takeBack, forget }) {
  const waiting = reports.filter((one) => !one.refused && (!one.sent || one.photo));
  const undo = (one) => mayTakeBack(one) && element("button", { onclick: () => takeBack(one) }, t("queue.take_back"));
  return [
    element("h2", {}, t("queue.title")),
    waiting.length > 0 && element("p", { class: "soft" }, t("queue.waiting", { n: waiting.length })),
    element("ul", {}, waiting.map((one) => element("li", { class: "number" }, `${line(one)} `, undo(one))),
      reports.filter((one) => one.refused).map((one) => element("li", { class: "refused" }, `✕ ${line(one)} `,
        element("span", { class: "soft" }, one.refused), " ",
        element("button", { onclick: () => forget(one) }, t("queue.remove")))),
      reports.filter((one) => one.held).map((one) => element("li", {}, `${line(one)} – ${t("queue.held")}`))),
  ].filter(Boolean);
}

// For a few seconds, at the thumb: the tap that may have been a mistake.
export function drawFresh(report, takeBack) {
  return [element("span", { class: "number" }, line(report)), element("button", { id: "undo", onclick: () => takeBack(report) }, t("queue.take_back"))];
}
