// The map: crews, tickets by the shape of their worse clock, and routes; a background only where one is configured.
import * as leaflet from "../leaflet/leaflet-src.esm.js";
import { byId, colours, element, whenColoursChange } from "../dom.js";
import { named, t } from "../words.js";
import { clockChip } from "./list.js";
import { MARK, model } from "./model.js";

// Leaflet's circle, drawn as the shape of its state.
const Mark = leaflet.CircleMarker.extend({
  _updatePath() {
    const { _ctx: context, _drawing: drawing } = this._renderer;
    if (!drawing || this._empty()) return;
    const { x, y } = this._point;
    const size = this._radius;
    context.beginPath();
    if (this.options.shape === "met") context.arc(x, y, size, 0, 7);
    else if (this.options.shape === "missed") context.rect(x - size, y - size, 2 * size, 2 * size);
    else if (this.options.shape === "crew") {
      context.moveTo(x, y - size - 2);
      context.lineTo(x + size + 1, y + size);
      context.lineTo(x - size - 1, y + size);
      context.closePath();
    } else {
      context.moveTo(x, y - size - 2);
      context.lineTo(x + size + 2, y);
      context.lineTo(x, y + size + 2);
      context.lineTo(x - size - 2, y);
      context.closePath();
    }
    this._renderer._fillStroke(context, this);
  },
});

export function startMap(onPlace) {
  const box = byId("map");
  const map = leaflet.map(box, { preferCanvas: true, attributionControl: false, zoomControl: false, zoomSnap: 0.5 });
  leaflet.control.zoom({ position: "bottomright", zoomInTitle: t("board.zoom_in"), zoomOutTitle: t("board.zoom_out") }).addTo(map);
  leaflet.control.scale({ imperial: false }).addTo(map);
  if (box.dataset.tiles) leaflet.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
  const background = leaflet.layerGroup().addTo(map);
  const routes = leaflet.layerGroup().addTo(map);
  const marks = leaflet.layerGroup().addTo(map);
  const placed = leaflet.layerGroup().addTo(map);
  let seen = false;
  let colour = take();

  function take() {
    return colours("ink", "soft", "line", "card", "accent", "met", "risk", "missed");
  }

  async function addBackground() {
    if (!box.dataset.background) return;
    const answer = await fetch(box.dataset.background);
    if (answer.ok) leaflet.geoJSON(await answer.json(), { interactive: false, style: { color: colour.line, weight: 1, fillOpacity: 0.15 } }).addTo(background);
  }

  function draw() {
    if (!model.day) return;
    routes.clearLayers();
    marks.clearLayers();
    const chosen = model.chosen && model.places.get(model.chosen)?.route;
    for (const route of model.day.routes) if (route !== chosen) drawRoute(route, false);
    if (chosen) drawRoute(chosen, true);
    drawPreview();
    for (const crew of model.day.crews) if (crew.at) drawCrew(crew, chosen?.crew === crew.id);
    for (const ticket of model.day.tickets) if (ticket.id !== model.chosen && model.matches(ticket)) drawTicket(ticket);
    if (model.chosen) drawTicket(model.tickets.get(model.chosen));
    if (!seen) fit();
  }

  function points(stops, crew) {
    const start = model.crews.get(crew)?.at;
    const places = stops.map((id) => model.tickets.get(id)?.at).filter(Boolean);
    return start ? [start, ...places] : places;
  }

  function drawRoute(route, strong) {
    const open = route.stops.filter((stop) => !stop.done).map((stop) => stop.ticket);
    leaflet
      .polyline(points(open, route.crew), { color: strong ? colour.accent : colour.soft, weight: strong ? 3 : 1, opacity: strong ? 1 : 0.45, interactive: false })
      .addTo(routes);
  }

  function drawPreview() {
    for (const route of model.preview?.effect?.routes ?? []) {
      const line = points(route.stops.map((stop) => stop.ticket_id), route.crew_id);
      leaflet.polyline(line, { color: colour.accent, weight: 2, dashArray: "6 5", interactive: false }).addTo(routes);
    }
  }

  function drawCrew(crew, strong) {
    new Mark(crew.at, { shape: "crew", radius: strong ? 8 : 6, color: colour.card, weight: 1.5, fillColor: strong ? colour.accent : colour.ink, fillOpacity: 1 })
      .bindTooltip(() => element("span", {}, `${crew.id} ${crew.name}`))
      .addTo(marks);
  }

  function drawTicket(ticket) {
    const own = ticket.id === model.chosen;
    const mark = MARK[model.state(ticket)];
    const nobody = model.unassigned.has(ticket.id);
    new Mark(ticket.at, {
      shape: mark, radius: own ? 9 : ticket.priority <= 2 ? 6.5 : 5, color: own ? colour.ink : nobody ? colour.missed : colour.card,
      weight: own || nobody ? 2.5 : 1, fillColor: nobody ? colour.card : colour[mark], fillOpacity: 1, bubblingMouseEvents: false,
    })
      .bindTooltip(() => tip(ticket))
      .on("click", () => model.choose(ticket.id))
      .addTo(marks);
  }

  function tip(ticket) {
    return element(
      "div", {}, element("b", {}, ticket.id), ` ${ticket.what ? ticket.what.replaceAll("_", " ") : ""}`, element("div", {}, ticket.where),
      element("div", { class: "tip-clocks" }, clockChip("arrival", ticket.arrival), clockChip("restoration", ticket.restoration)),
    );
  }

  function fit() {
    const all = [...model.day.tickets, ...model.day.crews].map((one) => one.at).filter(Boolean);
    if (!all.length || !box.clientWidth) return map.setView([0, 0], 2);
    seen = true;
    return map.fitBounds(leaflet.latLngBounds(all), { padding: [24, 24], maxZoom: 15, animate: false });
  }

  function reveal() {
    draw();
    const at = model.chosen && model.tickets.get(model.chosen)?.at;
    if (at && !map.getBounds().pad(-0.05).contains(at)) map.panTo(at, { animate: false });
  }

  function drawPlaced() {
    placed.clearLayers();
    if (!model.placed) return;
    leaflet.circleMarker(model.placed, { radius: 11, color: colour.accent, weight: 3, fillColor: colour.card, fillOpacity: 0.4, interactive: false }).addTo(placed);
    leaflet.circleMarker(model.placed, { radius: 2, color: colour.accent, interactive: false }).addTo(placed);
    if (!map.getBounds().pad(-0.05).contains(model.placed)) map.setView(model.placed, Math.max(map.getZoom(), 13), { animate: false });
  }

  map.setView([0, 0], 2);
  model.on("day filter preview", draw);
  model.on("chosen", reveal);
  model.on("placed", drawPlaced);
  map.on("click", (event) => onPlace(event.latlng));
  byId("map-fit").addEventListener("click", fit);
  whenColoursChange(() => {
    colour = take();
    draw();
  });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!seen && model.day) fit();
  }).observe(box);
  addBackground();
  return map;
}
