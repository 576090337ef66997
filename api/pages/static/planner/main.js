// The planner's desk: a what-if is written, checked and sent in; those sent in are watched, read and compared.
import { listen } from "../ask.js";
import { byId } from "../dom.js";
import { useZone } from "../words.js";
import { startDays } from "./days.js";
import { fill, startEditor, useBase } from "./editor.js";
import { load, startRuns } from "./runs.js";

useZone(byId("planner").dataset.zone);
startEditor(load);
// Listening first: what happens while the list is fetched, is fetched again.
listen((event) => event.kind.startsWith("what_if.") && load(), connected);
await Promise.all([startRuns(fill), startDays(useBase)]);
document.body.dataset.ready = "true";

// What happened while the service was away is fetched when it is back.
function connected(good) {
  const was = byId("live").classList.contains("off");
  byId("live").classList.toggle("off", !good);
  if (good && was) load();
}
