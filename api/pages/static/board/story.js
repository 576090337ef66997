// What is behind the chosen ticket: the calls and meters taken for one fault, which can be split, and the crews' reports.
import { get, post } from "../ask.js";
import { element } from "../dom.js";
import { fail, say } from "../notices.js";
import { clock, moment, named, number, t } from "../words.js";
import { model } from "./model.js";

// The same element as long as the ticket is chosen, so that nothing ticked is lost when the day is fetched anew.
let shown = { id: null, box: null, told: "" };

export function storyOf(ticket, mayChange, reload) {
  if (shown.id !== ticket.id) shown = { id: ticket.id, box: element("section", { class: "story" }), told: "" };
  refresh(shown, mayChange, reload).catch(fail);
  return shown.box;
}

async function refresh(mine, mayChange, reload) {
  const story = await get(`/board/tickets/${mine.id}`);
  const told = JSON.stringify(story);
  if (mine.told === told) return;
  mine.told = told;
  mine.box.replaceChildren(
    ...(story.reports.length ? [element("h3", {}, t("story.reports")), element("ol", { class: "lines reports" }, ...story.reports.map(reportLine))] : []),
    ...(story.merged.length ? [element("p", { class: "soft" }, t("story.merged", { tickets: story.merged.join(", ") }))] : []),
    ...(story.incident ? behind(story.incident, mayChange, reload) : []),
  );
}

function reportLine({ kind, at, crew, note, held_back: heldBack }) {
  return element(
    "li", {},
    element("span", { class: "number" }, moment(at, model.day.now)), " ", element("b", {}, named("step", kind)), ` ${crew}`,
    heldBack ? element("span", { class: "soft" }, ` ${t("story.held_back")}`) : null, note ? element("div", { class: "soft" }, note) : null,
  );
}

function behind(incident, mayChange, reload) {
  const { id, signals, untold, customers, dark, back } = incident;
  const list = element("ul", { class: "lines" }, ...signals.map((signal) => signalLine(signal, mayChange)));
  const ticked = () => [...list.querySelectorAll("input:checked")].map((input) => input.value);
  const split = element("button", { disabled: true, onclick: () => splitOff(id, ticked(), reload).catch(fail) }, t("story.split"));
  list.addEventListener("change", () => {
    const count = ticked().length;
    split.disabled = count === 0 || count === signals.length + untold;
  });
  const meters = dark + back ? t("story.meters", { dark: number(dark), back: number(back) }) : null;
  return [
    element("h3", {}, t("story.incident", { id })),
    element("p", { class: "soft" }, [t("story.behind", { n: number(signals.length + untold), customers: number(customers) }), meters].filter(Boolean).join(" · ")),
    list,
    untold ? element("p", { class: "soft" }, t("effect.more", { n: number(untold) })) : null,
    mayChange && signals.length + untold > 1 ? element("div", { class: "actions" }, split) : null,
  ];
}

function signalLine({ id, kind, at, customer, transformer, what, where, said }, mayChange) {
  const told = [what && what.replaceAll("_", " "), where, customer ?? transformer].filter(Boolean).join(" · ");
  return element(
    "li", {},
    element(
      "label", { class: "check" }, mayChange ? element("input", { type: "checkbox", value: id }) : null,
      element("span", {}, element("span", { class: "number" }, clock(at)), " ", element("b", {}, named("signal", kind)), ` ${told}`, said ? element("div", { class: "soft" }, said) : null),
    ),
  );
}

async function splitOff(id, signals, reload) {
  await post(`/incidents/${id}/split`, { signals });
  await reload();
  say(t("story.is_split", { n: number(signals.length) }), "met");
}
