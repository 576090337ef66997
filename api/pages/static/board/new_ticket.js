// A fault reported by phone: the map says where, the form says what.
import { post } from "../ask.js";
import { byId } from "../dom.js";
import { fail, say } from "../notices.js";
import { t } from "../words.js";
import { model } from "./model.js";

const optional = (value, convert = String) => (value === "" || value === null ? undefined : convert(value));

export function startNewTicket(reload) {
  const box = byId("new-ticket");
  const fields = byId("new-ticket-fields");
  let placing = false;

  function place(wanted) {
    placing = wanted;
    document.body.classList.toggle("placing", wanted);
    byId("add-ticket").setAttribute("aria-pressed", String(wanted));
    byId("placing-hint").hidden = !wanted;
  }

  byId("add-ticket").addEventListener("click", () => place(!placing));
  byId("type-place").addEventListener("click", () => open({ lat: "", lng: "" }));
  window.addEventListener("keydown", (event) => event.key === "Escape" && place(false));

  function open({ lat, lng }) {
    place(false);
    fields.reset();
    fields.elements.lat.value = lat === "" ? "" : lat.toFixed(6);
    fields.elements.lon.value = lng === "" ? "" : lng.toFixed(6);
    box.showModal();
  }

  fields.addEventListener("submit", async (event) => {
    if (event.submitter?.value === "no") return;
    event.preventDefault();
    const said = Object.fromEntries(new FormData(fields));
    try {
      const made = await post("/tickets", {
        place: { lat: Number(said.lat), lon: Number(said.lon) }, priority: Number(said.priority), area_class: said.area,
        parties: [{ work_minutes: Number(said.work), skills: said.skill ? { [said.skill]: 1 } : {} }],
        customers: Number(said.customers || 0), address: optional(said.address) ?? "", description: said.description, safety_notes: said.safety,
        hazard: said.hazard === "on", source: "phone",
      });
      box.close();
      await reload();
      model.choose(made.id);
      say(t("board.reported_now", { ticket: made.id }), "met");
    } catch (error) {
      fail(error);
    }
  });
  return (latlng) => placing && open(latlng);
}
