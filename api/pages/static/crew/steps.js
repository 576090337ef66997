// The order of the work on one job, in the words of the service.
const ORDER = [
  "assigned", "rejected", "accepted", "enRoute", "onSite", "madeSafe", "partiallyRestored", "waitingOnMaterial",
  "needsFollowUp", "restored", "done",
];
const OVER = new Set(["rejected", "needsFollowUp", "done"]);

export const visitOf = (one) => `${one.ticket_id}/${one.party}`;
export const isOver = (state) => OVER.has(state);

// What this phone reported stands until the list says so.
export function stateOf(job, reports) {
  const own = reports.findLast((report) => visitOf(report) === visitOf(job) && !report.refused);
  return own ? own.state ?? own.kind : job.state;
}

export const path = (job) => ["accepted", "enRoute", "onSite", ...(job.make_safe ? ["madeSafe"] : []), "restored", "done"];
export const asides = (job) => [
  ...(job.make_safe ? [] : ["madeSafe"]), "partiallyRestored", "waitingOnMaterial", "needsFollowUp", "rejected",
];

export const isPast = (step, state) => ORDER.indexOf(step) <= ORDER.indexOf(state);

export function nextStep(job, state) {
  // The crew left, and comes again.
  if (state === "waitingOnMaterial") return "enRoute";
  return path(job).find((step) => !isPast(step, state));
}
