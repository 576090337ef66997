// A fault reported by phone: the map or the geocoder says where, the form beside the map says what.
import { get, post } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say } from "../notices.js";
import { t } from "../words.js";
import { model } from "./model.js";

export function startNewTicket(reload) {
  const box = byId("new-ticket");
  const fields = byId("new-ticket-fields");
  const { lat, lon, address } = fields.elements;
  let placing = false;

  function place(wanted) {
    placing = wanted;
    document.body.classList.toggle("placing", wanted || box.open);
    byId("add-ticket").setAttribute("aria-pressed", String(wanted));
    byId("placing-hint").hidden = !wanted;
  }

  // Beside the map, not over it: the place can be clicked as long as the form is open.
  function open(latlng) {
    if (!box.open) {
      fields.reset();
      byId("places").replaceChildren();
      box.show();
    }
    place(false);
    if (latlng) put(latlng);
    else lat.focus();
  }

  function put(latlng) {
    lat.value = latlng.lat.toFixed(6);
    lon.value = latlng.lng.toFixed(6);
    mark();
  }

  const mark = () => model.place(box.open && lat.value && lon.value ? [Number(lat.value), Number(lon.value)] : null);

  byId("add-ticket").addEventListener("click", () => place(!placing));
  byId("type-place").addEventListener("click", () => open(null));
  lat.addEventListener("input", mark);
  lon.addEventListener("input", mark);
  box.addEventListener("close", () => {
    mark();
    place(false);
  });
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (box.open) box.close();
    else place(false);
  });

  async function find() {
    if (!address.value.trim()) return address.focus();
    byId("places").replaceChildren(element("li", { class: "soft" }, t("board.finding")));
    const found = await get(`/places?${new URLSearchParams({ address: address.value.trim() })}`).catch(failed);
    const choices = found.map((one) => element("li", {}, element("button", { type: "button", class: "link", onclick: () => choose(one) }, one.name)));
    return byId("places").replaceChildren(...(choices.length ? choices : [element("li", { class: "soft" }, t("board.not_found"))]));
  }

  function failed(error) {
    fail(error);
    return [];
  }

  function choose({ place: at, name }) {
    put({ lat: at.lat, lng: at.lon });
    address.value = name.slice(0, address.maxLength);
    byId("places").replaceChildren();
  }

  // Only where a geocoder is configured.
  byId("find-place")?.addEventListener("click", find);
  if (byId("find-place")) {
    address.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      find();
    });
  }

  fields.addEventListener("submit", async (event) => {
    if (event.submitter?.value === "no") return;
    event.preventDefault();
    try {
      const made = await post("/tickets", fault(Object.fromEntries(new FormData(fields))));
      box.close();
      await reload();
      model.choose(made.id);
      say(t("board.reported_now", { ticket: made.id }), "met");
    } catch (error) {
      fail(error);
    }
  });
  return (latlng) => (placing || box.open) && open(latlng);
}

const fault = (said) => ({
  place: { lat: Number(said.lat), lon: Number(said.lon) }, priority: Number(said.priority), area_class: said.area,
  parties: [{ work_minutes: Number(said.work), skills: said.skill ? { [said.skill]: 1 } : {} }],
  customers: Number(said.customers || 0), address: said.address, description: said.description, safety_notes: said.safety,
  hazard: said.hazard === "on", source: "phone",
});
