// The lane of tickets on nobody's list, the most urgent first, each with its reason.
import { byId, element } from "../dom.js";
import { named, number, t } from "../words.js";
import { MARK, model } from "./model.js";

export function startLane() {
  const lane = byId("lane");
  let shown = "";

  function draw() {
    const waiting = model.visible().filter((ticket) => model.unassigned.has(ticket.id));
    byId("lane-count").textContent = number(model.day.unassigned.length);
    // A chip in somebody's hand stays the same as long as nothing changes.
    const told = JSON.stringify([model.chosen, waiting.map((ticket) => [ticket.id, model.unassigned.get(ticket.id).reason, ticket.priority, model.state(ticket)])]);
    if (told === shown) return;
    shown = told;
    lane.replaceChildren(...(waiting.length ? waiting.map(chip) : [element("span", { class: "soft" }, t("board.all_listed"))]));
  }

  function chip(ticket) {
    const { reason } = model.unassigned.get(ticket.id);
    return element(
      "button",
      { class: `chip ${MARK[model.state(ticket)]}`, dataset: { id: ticket.id }, "aria-pressed": String(ticket.id === model.chosen) },
      element("span", { class: `priority p${ticket.priority}` }, String(ticket.priority)), element("b", {}, ticket.id),
      element("span", { class: "soft" }, reason ? named("reason", reason) : t("reason.not_planned")),
    );
  }

  lane.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-id]");
    if (chosen) model.choose(chosen.dataset.id);
  });
  model.on("day filter chosen", draw);
}
