// What a move would do, in the reader's words: may it be made, what it saves and takes, and every clock it changes.
import { byId, element } from "../dom.js";
import { clock, moment, named, number, span, t } from "../words.js";
import { clockChip } from "./list.js";
import { model } from "./model.js";

const SHOWN_CLOCKS = 6;
const AMOUNTS = [
  "left_out", "arrival_late_minutes", "restoration_late_minutes", "customer_minutes", "travel_minutes", "overtime_minutes", "cost",
];

// Saved is good, taken is bad; each with a sign and a word.
export function balanceLines(balance, always = []) {
  const lines = AMOUNTS.filter((name) => Math.round(balance[name]) || always.includes(name)).map((name) => {
    const nothing = !Math.round(balance[name]);
    const saved = balance[name] > 0;
    const amount = name.endsWith("_minutes") && name !== "customer_minutes" ? span(balance[name] * 60) : number(Math.abs(balance[name]));
    return element(
      "li", { class: nothing ? "same" : saved ? "saved" : "taken" },
      element("span", {}, t(`balance.${name}`)), element("b", { class: "number" }, `${nothing ? "±" : saved ? "−" : "+"}${amount}`),
    );
  });
  return lines.length ? lines : [element("li", {}, element("span", {}, t("balance.nothing")))];
}

export function effectBody(effect) {
  const hidden = effect.clocks.length - SHOWN_CLOCKS;
  return [
    effect.lawful
      ? element("p", { class: "verdict good" }, t("effect.lawful"))
      : element("p", { class: "verdict bad" }, t("effect.unlawful")),
    ...effect.violations.map((one) =>
      element("p", { class: "violation" }, element("b", {}, named("rule", one.rule)), element("span", { class: "soft" }, one.sentence)),
    ),
    element("ul", { class: "balance" }, ...balanceLines(effect.balance, ["travel_minutes", "overtime_minutes"])),
    effect.clocks.length ? element("h3", {}, t("effect.clocks")) : null,
    element("ul", { class: "clock-changes" }, ...effect.clocks.slice(0, SHOWN_CLOCKS).map(clockChange)),
    hidden > 0 ? element("p", { class: "soft" }, t("effect.more", { n: hidden })) : null,
  ].filter(Boolean);
}

function clockChange(change) {
  return element(
    "li", {},
    element("span", {}, change.ticket_id),
    ...["arrival", "restoration"].map((which) => {
      const found = change[which];
      const seconds = (text) => (text === null ? null : Date.parse(text) / 1000);
      return clockChip(which, { due: seconds(found.due), at: seconds(found.at), state: found.state });
    }),
  );
}

export function showEffect(held, event, keep = false) {
  const card = byId("effect");
  card.hidden = !held;
  if (!held) return;
  if (!keep) card.replaceChildren(...content(held));
  place(card, event);
}

function content({ ticket, move, effect, error, nowhere }) {
  if (nowhere) return [element("b", {}, ticket), element("p", { class: "soft" }, t("effect.nowhere"))];
  const head = element(
    "p", { class: "effect-head" },
    element("b", {}, ticket), ` → ${move.crew_id} ${moment(Date.parse(move.start) / 1000, model.day.now)}`,
  );
  if (error) return [head, element("p", { class: "verdict bad" }, t("effect.unlawful")), element("p", { class: "soft" }, error.message)];
  return [head, ...(effect ? effectBody(effect) : [element("p", { class: "soft" }, t("effect.asking"))])];
}

function place(card, event) {
  const { width, height } = card.getBoundingClientRect();
  card.style.left = `${event.clientX + 18 + width > innerWidth ? Math.max(8, event.clientX - width - 18) : event.clientX + 18}px`;
  card.style.top = `${Math.max(8, Math.min(event.clientY + 14, innerHeight - height - 8))}px`;
}

// What is under the pointer.
export function showTip(found, event) {
  const tip = byId("tip");
  tip.hidden = !found;
  if (!found) return;
  const { stop, crew } = found;
  const ticket = model.tickets.get(stop.ticket);
  tip.replaceChildren(
    element("b", {}, stop.ticket), ` ${ticket?.what ? ticket.what.replaceAll("_", " ") : ""}`,
    element("div", { class: "soft" }, ticket?.where || ticket?.description || ""),
    element("div", {}, `${crew.id} · ${t("tip.on_site", { from: clock(stop.start), to: clock(stop.leave) })} · ${t("tip.travel", { span: span(stop.travel) })}`),
    ticket ? element("div", { class: "tip-clocks" }, clockChip("arrival", ticket.arrival), clockChip("restoration", ticket.restoration)) : "",
  );
  place(tip, event);
}

