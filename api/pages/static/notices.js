// Short messages at the edge of the page, read aloud too, and the question before what is final.
import { byId, element } from "./dom.js";
import { t } from "./words.js";

const STAYS = 7000;

export function say(text, kind = "", action = null) {
  const made = element("div", { class: `notice ${kind}` }, element("span", {}, text));
  if (action) made.append(element("button", { onclick: () => { made.remove(); action.do(); } }, action.name));
  made.append(element("button", { class: "quiet", "aria-label": t("notice.close"), onclick: () => made.remove() }, "×"));
  byId("notices").append(made);
  setTimeout(() => made.remove(), action ? 3 * STAYS : STAYS);
}

// What went wrong, as the server says it, with every fault.
export function fail(error) {
  const faults = (error.body?.errors ?? []).map((fault) => fault.message).join("; ");
  say([t("notice.failed"), error.message, faults].filter(Boolean).join(" "), "missed");
}

// A question before something that cannot be undone.
export function sure(question) {
  const box = byId("sure");
  box.querySelector("p").textContent = question;
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}
