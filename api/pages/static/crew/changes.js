// What is new on the list since somebody said that they saw it.
import { isOver, visitOf } from "./steps.js";

const NOTEWORTHY = 15 * 60 * 1000;
const TEXTS = ["address", "description", "safety_notes"];

export const asSeen = (jobs) => jobs.map(({ contact, ...job }) => job);

export function changesBetween(seen, jobs, stateOf) {
  const before = new Map(seen.map((job) => [visitOf(job), job]));
  const now = new Set(jobs.map(visitOf));
  const gone = seen.filter((job) => !now.has(visitOf(job)) && !isOver(stateOf(job)));
  return [
    ...jobs.flatMap((job) => before.has(visitOf(job)) ? ofOne(before.get(visitOf(job)), job) : [{ kind: "added", job }]),
    ...gone.map((job) => ({ kind: "gone", job })),
  ];
}

function ofOne(was, job) {
  const shift = Math.abs(Date.parse(job.arrival_from) - Date.parse(was.arrival_from));
  return [
    ...(shift >= NOTEWORTHY ? [{ kind: "retimed", job, was }] : []),
    ...(TEXTS.some((text) => was[text] !== job[text]) ? [{ kind: "reworded", job }] : []),
  ];
}
