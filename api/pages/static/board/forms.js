// What takes the place of the detail while it is filled in: a move without a mouse, and which ticket is the same fault.
import { post } from "../ask.js";
import { element } from "../dom.js";
import { fail, say, sure } from "../notices.js";
import { number, t } from "../words.js";
import { effectOf, makeMove } from "./drag.js";
import { effectBody } from "./effect.js";
import { model } from "./model.js";

const MOST_NEIGHBOURS = 40;
const RADIUS = 6_371_000; // metres, of the earth

export function moveForm(ticket, place, close) {
  const crews = model.day.crews.filter((crew) => crew.shifts.some((shift) => shift.last > model.day.now));
  const crew = element("select", { name: "crew" }, ...crews.map((one) => element("option", { value: one.id, selected: one.id === place?.route.crew }, `${one.id} ${one.name}`)));
  const position = element("input", { name: "position", type: "number", min: 1, max: 99, placeholder: t("board.last") });
  const shown = element("div", { class: "move-effect", "aria-live": "polite" });
  const make = element("button", { class: "primary", disabled: true, onclick: () => end() || makeMove(move()) }, t("board.make_move"));
  const move = () => ({ ticket_id: ticket.id, party: place?.stop.party ?? 0, crew_id: crew.value, position: position.value ? Number(position.value) : null });
  const end = () => {
    model.tryOut(null);
    close();
  };
  const look = async () => {
    make.disabled = true;
    try {
      const effect = await effectOf(move());
      make.disabled = !effect.lawful;
      model.tryOut({ ticket: ticket.id, effect });
      shown.replaceChildren(...effectBody(effect));
    } catch (error) {
      shown.replaceChildren(element("p", { class: "verdict bad" }, error.message));
    }
  };
  crew.addEventListener("change", look);
  position.addEventListener("input", look);
  look();
  return [
    element("header", {}, element("h2", {}, t("board.move_title", { ticket: ticket.id }))),
    element("label", {}, t("board.to_crew"), crew), element("label", {}, t("board.position"), position), shown,
    element("div", { class: "actions" }, make, element("button", { onclick: end }, t("board.back"))),
  ];
}

export function mergeForm(ticket, close, reload) {
  const others = neighbours(ticket);
  const other = element("select", { name: "other" }, ...others.map(({ one, metres }) => element("option", { value: one.id }, label(one, metres))));
  const merge = async () => {
    if (!(await sure(t("board.merge_sure", { ticket: ticket.id, other: other.value })))) return;
    close();
    const kept = await post(`/tickets/${ticket.id}/merge`, { ticket_id: other.value });
    await reload();
    model.choose(kept.id);
    say(t("board.merged", { ticket: kept.id }), "met");
  };
  return [
    element("header", {}, element("h2", {}, t("board.merge_title", { ticket: ticket.id }))),
    element("p", { class: "soft" }, t("board.merge_hint")), element("label", {}, t("board.same_as"), other),
    element(
      "div", { class: "actions" },
      element("button", { class: "primary", disabled: !others.length, onclick: () => merge().catch(fail) }, t("board.merge")),
      element("button", { onclick: close }, t("board.back")),
    ),
  ];
}

const label = (one, metres) =>
  [`${one.id} ${one.what.replaceAll("_", " ")}`, one.where, t("unit.km", { n: number(metres / 1000, 1) })].filter(Boolean).join(" · ");

// The other open tickets, the nearest first.
function neighbours(ticket) {
  const others = model.day.tickets.filter((one) => one.id !== ticket.id && !model.places.get(one.id)?.stop.done);
  const measured = others.map((one) => ({ one, metres: metresBetween(ticket.at, one.at) }));
  return measured.sort((a, b) => a.metres - b.metres).slice(0, MOST_NEIGHBOURS);
}

// Flat between neighbours: good enough to tell which is nearer.
function metresBetween([lat, lon], [otherLat, otherLon]) {
  const east = (otherLon - lon) * Math.cos((lat * Math.PI) / 180);
  return (Math.hypot(otherLat - lat, east) * Math.PI * RADIUS) / 180;
}
