// What is known of the chosen ticket, and what a dispatcher can do with it; all of it by keyboard, too.
import { post, put, remove } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say, sure } from "../notices.js";
import { moment, named, number, span, t } from "../words.js";
import { makeMove } from "./drag.js";
import { mergeForm, moveForm } from "./forms.js";
import { clockChip } from "./list.js";
import { MARK, model, visitKey } from "./model.js";
import { photosOf } from "./photos.js";
import { storyOf } from "./story.js";

const dispatches = () => document.body.dataset.dispatches === "true";

export function startDetail(reload) {
  const box = byId("detail");
  let filling = false;

  function draw() {
    const ticket = model.chosen && model.tickets.get(model.chosen);
    box.hidden = !ticket;
    document.body.classList.toggle("with-detail", Boolean(ticket));
    if (!ticket || filling) return;
    box.replaceChildren(...body(ticket));
  }

  function body(ticket) {
    const place = model.places.get(ticket.id);
    const nobody = model.unassigned.get(ticket.id);
    return [
      element(
        "header", {},
        element("h2", {}, element("span", { class: `priority p${ticket.priority}` }, String(ticket.priority)), " ", ticket.id),
        element("button", { class: "quiet", "aria-label": t("board.close"), onclick: () => model.choose(null) }, "×"),
      ),
      element("p", { class: "what" }, [ticket.what && ticket.what.replaceAll("_", " "), ticket.where].filter(Boolean).join(" · ")),
      element(
        "table", { class: "clocks" },
        element("thead", {}, element("tr", {}, ...["", "due", "predicted", "margin"].map((key) => element("th", {}, key && t(`clock.${key}`))))),
        element("tbody", {}, ...["arrival", "restoration"].map((which) => clockRow(which, ticket[which]))),
      ),
      nobody ? unassignedNote(nobody) : null,
      place ? assignment(place) : null,
      facts(ticket),
      ticket.description ? element("p", {}, ticket.description) : null,
      ticket.safety ? element("p", { class: "safety" }, `⚠ ${ticket.safety}`) : null,
      dispatches() && ticket.photos ? photosOf(ticket, model.day.now, reload) : null,
      dispatches() && !place?.stop.done ? actions(ticket, place) : null,
      storyOf(ticket, dispatches(), reload),
    ].filter(Boolean);
  }

  function clockRow(which, found) {
    return element(
      "tr", {},
      element("th", { scope: "row" }, t(`clock.${which}`)),
      element("td", {}, moment(found.due, model.day.now)),
      element("td", {}, found.at === null ? "–" : moment(found.at, model.day.now)),
      element("td", {}, clockChip(which, found)),
    );
  }

  function unassignedNote(entry) {
    return element(
      "div", { class: "note" },
      element("b", {}, t("board.on_no_list")), " ", entry.reason ? named("reason", entry.reason) : t("reason.not_planned"),
      entry.sentence ? element("div", { class: "soft" }, entry.sentence) : null,
    );
  }

  function assignment({ route, stop }) {
    const crew = model.crews.get(route.crew);
    const lock = model.locks.get(visitKey(stop));
    return element(
      "p", {},
      element("b", {}, `${route.crew} ${crew?.name ?? ""}`), ` · ${t("tip.on_site", { from: moment(stop.start, model.day.now), to: moment(stop.leave, model.day.now) })} · `,
      t("tip.travel", { span: span(stop.travel) }),
      lock ? element("span", { class: "locked" }, ` 🔒 ${lockText(lock)}`) : null,
    );
  }

  const lockText = (lock) =>
    [lock.crew && t("lock.crew", { crew: lock.crew }), lock.start && t("lock.start", { time: moment(lock.start, model.day.now) })].filter(Boolean).join(", ");

  function facts(ticket) {
    const said = [
      named("status", ticket.status), named("area", ticket.area), t("board.reported", { time: moment(ticket.reported, model.day.now) }),
      t("board.customers", { n: number(ticket.customers) }), ticket.critical ? t("board.critical", { n: number(ticket.critical) }) : null,
      ticket.hazard ? t("board.hazard") : null, ticket.parties > 1 ? t("board.parties", { n: ticket.parties }) : null,
    ];
    return element("p", { class: "soft" }, said.filter(Boolean).join(" · "));
  }

  function actions(ticket, place) {
    const lock = place && model.locks.get(visitKey(place.stop));
    const path = `/locks/${ticket.id}/${place?.stop.party ?? 0}`;
    return element(
      "div", { class: "actions" },
      place?.stop.begun ? null : element("button", { onclick: () => open((close) => moveForm(ticket, place, close)) }, t("board.move")),
      place && !lock ? button("board.lock", () => put(path, { crew_id: place.route.crew })) : null,
      lock ? button("board.unlock", () => remove(path)) : null,
      place && !place.stop.begun ? button("board.take_off", () => takeOff(ticket, place)) : null,
      element("button", { onclick: () => open((close) => mergeForm(ticket, close, reload)) }, t("board.merge_with")),
      place?.stop.begun ? null : button("board.cancel_ticket", () => cancel(ticket)),
    );
  }

  function button(key, act) {
    return element("button", {
      onclick: async () => {
        try {
          await act();
          await reload();
        } catch (error) {
          fail(error);
        }
      },
    }, t(key));
  }

  const takeOff = (ticket, place) => makeMove({ ticket_id: ticket.id, party: place.stop.party, crew_id: null });

  async function cancel(ticket) {
    if (!(await sure(t("board.cancel_sure", { ticket: ticket.id })))) return;
    await post(`/tickets/${ticket.id}/cancel`);
    say(t("board.cancelled", { ticket: ticket.id }));
  }

  // A form in place of the detail, until it is closed or another ticket is chosen.
  function open(form) {
    filling = true;
    const close = () => {
      filling = false;
      draw();
    };
    box.replaceChildren(...form(close));
    box.querySelector("select").focus();
  }

  model.on("day chosen", () => {
    if (filling && !box.querySelector("select")) filling = false;
    draw();
  });
  model.on("chosen", () => {
    filling = false;
    draw();
  });
  announce();
}

function announce() {
  model.on("chosen", () => {
    const ticket = model.chosen && model.tickets.get(model.chosen);
    const place = ticket && model.places.get(ticket.id);
    byId("announced").textContent = ticket
      ? `${ticket.id}, ${place ? place.route.crew : t("board.on_no_list")}, ${t("clock.arrival")}: ${t(`state.${MARK[ticket.arrival.state]}`)}, ${t("clock.restoration")}: ${t(`state.${MARK[ticket.restoration.state]}`)}`
      : "";
  });
}
