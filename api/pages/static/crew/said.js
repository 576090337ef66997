// What a crew has typed, chosen and photographed of a job and not yet reported; it outlives each drawing of the list.
import { visitOf } from "./steps.js";

const said = new Map();
const nameOf = (job, fact) => `${visitOf(job)} ${fact}`;

export const saidOf = (job, fact) => said.get(nameOf(job, fact));

export function say(job, fact, value) {
  if (value) said.set(nameOf(job, fact), value);
  else said.delete(nameOf(job, fact));
}

// What goes along with a step. A step that cannot be reported yet takes nothing.
export function take(job, step) {
  const note = (saidOf(job, "note") ?? "").trim();
  const minutes = saidOf(job, "estimate");
  const dark = saidOf(job, "still_dark");
  const facts = {};
  if (note) facts.reason = note;
  if (step === "rejected" && !note) return { facts };
  if (minutes) facts.expected_end = inMinutes(Number(minutes));
  if (step === "partiallyRestored" && dark) facts.still_dark = Number(dark);
  const photo = saidOf(job, "photo");
  for (const fact of ["note", "estimate", "still_dark", "photo"]) say(job, fact, null);
  return { facts, photo };
}

// A report that was taken back leaves what was said with it.
export function giveBack({ facts, photo, ...visit }) {
  if (facts.reason) say(visit, "note", facts.reason);
  if (photo) say(visit, "photo", photo);
}

function inMinutes(minutes) {
  const end = Date.now() + minutes * 60000;
  return new Date(end - (end % 1000)).toISOString();
}
