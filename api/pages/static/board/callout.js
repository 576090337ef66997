// A crew that is off duty is called out; the next plan may use it.
import { post } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say } from "../notices.js";
import { moment, number, t } from "../words.js";
import { model } from "./model.js";

export function startCallout(reload) {
  const box = byId("callout");
  const fields = byId("callout-fields");

  byId("call-out").addEventListener("click", () => {
    const crews = offDuty();
    if (!crews.length) return say(t("callout.nobody"));
    fields.elements.crew.replaceChildren(...crews.map((crew) => element("option", { value: crew.id }, label(crew))));
    price();
    return box.showModal();
  });
  fields.elements.crew.addEventListener("change", price);

  function price() {
    const { price: cost } = model.crews.get(fields.elements.crew.value);
    byId("callout-price").textContent = cost ? t("callout.price", { cost: number(cost) }) : t("callout.free");
  }

  async function call({ crew, lead, minutes }) {
    const shift = await post(`/crews/${crew}/call-out`, { lead_minutes: Number(lead), minutes: Number(minutes) });
    await reload();
    const [from, to] = [shift.start, shift.end].map((text) => moment(Date.parse(text) / 1000, model.day.now));
    say(t("callout.called", { crew, from, to }), "met", { name: t("run.replan"), do: () => byId("replan").click() });
  }

  box.addEventListener("close", () => {
    if (box.returnValue === "call") call(Object.fromEntries(new FormData(fields))).catch(fail);
    box.returnValue = "";
  });
}

const underWay = ({ start, last }) => start <= model.day.now && last > model.day.now;
const offDuty = () => model.day.crews.filter((crew) => !crew.shifts.some(underWay));

function label({ id, name, kind, shifts }) {
  const next = shifts.find((shift) => shift.start > model.day.now);
  return [`${id} ${name}`.trim(), kind.replaceAll("_", " "), next && t("callout.next", { time: moment(next.start, model.day.now) })].filter(Boolean).join(" · ");
}
