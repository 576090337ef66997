// The list of tickets: only the rows in sight are in the page, however many there are.
import { byId, element } from "../dom.js";
import { margin, named, number, t } from "../words.js";
import { MARK, model } from "./model.js";

const ROW = 62;
const SPARE_ROWS = 6;

export function startList() {
  const box = byId("list");
  const rows = byId("list-rows");
  const drawn = new Map(); // the rows in the page, by their place in the list
  let found = [];

  function draw() {
    found = model.visible();
    rows.style.height = `${found.length * ROW}px`;
    byId("list-count").textContent = t("board.count", { n: number(found.length), all: number(model.day.tickets.length) });
    drawRows();
  }

  function drawRows() {
    drawn.clear();
    rows.replaceChildren();
    scroll();
    box.setAttribute("aria-activedescendant", model.chosen && found.some((ticket) => ticket.id === model.chosen) ? `ticket-${model.chosen}` : "");
  }

  // Rows that stay in sight stay as they are.
  function scroll() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE_ROWS);
    const last = Math.min(found.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE_ROWS);
    for (const [index, made] of drawn) {
      if (index >= first && index < last) continue;
      made.remove();
      drawn.delete(index);
    }
    for (let index = last - 1; index >= first; index--) {
      if (drawn.has(index)) continue;
      const made = row(found[index], index);
      rows.insertBefore(made, drawn.get(index + 1) ?? null);
      drawn.set(index, made);
    }
  }

  function row(ticket, index) {
    const place = model.places.get(ticket.id);
    const made = element(
      "div",
      {
        class: "row", role: "option", id: `ticket-${ticket.id}`, dataset: { id: ticket.id },
        "aria-selected": String(ticket.id === model.chosen), "aria-posinset": index + 1, "aria-setsize": found.length,
      },
      element("span", { class: `priority p${ticket.priority}`, title: t("board.priority") }, String(ticket.priority)),
      element(
        "span", { class: "row-name" },
        element("b", {}, ticket.id), " ", ticket.what ? ticket.what.replaceAll("_", " ") : "",
        element("span", { class: "soft row-where" }, ticket.where || ticket.description || (place ? "" : t("board.on_no_list"))),
      ),
      element(
        "span", { class: "row-clocks" },
        clockChip("arrival", ticket.arrival), clockChip("restoration", ticket.restoration),
      ),
      element("span", { class: "row-crew soft" }, place ? place.route.crew : model.unassigned.has(ticket.id) ? t("board.nobody") : t("board.over")),
    );
    made.style.top = `${index * ROW}px`;
    return made;
  }

  function reveal() {
    const index = found.findIndex((ticket) => ticket.id === model.chosen);
    if (index >= 0 && (index * ROW < box.scrollTop || (index + 1) * ROW > box.scrollTop + box.clientHeight)) {
      box.scrollTop = index * ROW - box.clientHeight / 2 + ROW / 2;
    }
    drawRows();
  }

  box.addEventListener("scroll", scroll, { passive: true });
  new ResizeObserver(scroll).observe(box);
  box.addEventListener("click", (event) => {
    const chosen = event.target.closest(".row");
    if (chosen) model.choose(chosen.dataset.id);
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !found.length) return;
    event.preventDefault();
    const at = found.findIndex((ticket) => ticket.id === model.chosen);
    const next = Math.max(0, Math.min(found.length - 1, at < 0 && Math.abs(step) === 1 ? 0 : at + step));
    model.choose(found[next].id);
  });
  byId("search").addEventListener("input", (event) => model.filterBy({ text: event.target.value.trim() }));
  byId("filter-state").addEventListener("change", (event) => model.filterBy({ state: event.target.value }));
  byId("filter-priority").addEventListener("change", (event) => model.filterBy({ priority: event.target.value }));
  model.on("day filter", draw);
  model.on("chosen", reveal);
}

// A clock as a chip: which one, its shape, and how much is left of it.
export function clockChip(which, found) {
  const spare = found.at === null ? null : found.due - found.at;
  return element(
    "span", { class: `clock ${MARK[found.state]}`, title: `${t(`clock.${which}`)}: ${t(`state.${MARK[found.state]}`)}` },
    element("span", { class: "clock-of" }, t(`clock.${which}_short`)), margin(spare),
  );
}
