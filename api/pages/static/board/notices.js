// Short messages at the edge of the page; they are read aloud, too.
import { byId, element } from "../dom.js";
import { t } from "../words.js";

const STAYS = 7000;

export function say(text, kind = "", action = null) {
  const made = element("div", { class: `notice ${kind}` }, element("span", {}, text));
  if (action) made.append(element("button", { onclick: () => { made.remove(); action.do(); } }, action.name));
  made.append(element("button", { class: "quiet", "aria-label": t("board.close"), onclick: () => made.remove() }, "×"));
  byId("notices").append(made);
  setTimeout(() => made.remove(), action ? 3 * STAYS : STAYS);
}

// What went wrong, as the server says it, with every fault.
export function fail(error) {
  const faults = (error.body?.errors ?? []).map((fault) => fault.message).join("; ");
  say([t("board.failed"), error.message, faults].filter(Boolean).join(" "), "missed");
}
