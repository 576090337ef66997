// How shifts, drives, jobs and clocks look on the timeline.
import { named, t } from "../words.js";
import { MARK, model, visitKey } from "./model.js";

export const ROW = 36;
const BAR_TOP = 6;
const BAR_HEIGHT = ROW - 13;

export function fitted(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let cut = text;
  while (cut && context.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
  return cut ? `${cut}…` : "";
}

const isLocked = (stop) => model.locks.has(visitKey(stop));

export function hatching(context, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.5;
  pen.lineWidth = 1.5;
  for (const offset of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
    pen.stroke();
  }
  return context.createPattern(tile, "repeat");
}

// The shift: its regular time plain, its possible overtime hatched, both faint.
export function drawBand(line, shift, top) {
  const { context, colour } = line;
  const [start, end, last] = [shift.start, shift.end, shift.last].map((time) => Math.max(line.x(time), line.label));
  context.fillStyle = colour.ground;
  context.fillRect(start, top + 1, end - start, ROW - 3);
  context.globalAlpha = 0.35;
  context.fillStyle = line.hatch;
  context.fillRect(end, top + 1, Math.max(0, last - end), ROW - 3);
  context.globalAlpha = 1;
  if (!shift.on_call || end <= start) return;
  context.fillStyle = colour.soft;
  context.font = line.font(10);
  context.textBaseline = "bottom";
  context.fillText(fitted(context, t("callout.on_call"), end - start - 6), start + 3, top + ROW - 2);
}

// One visit: the drive as a line, waiting as a faint bar, the work as a bar with both clocks at its ends.
export function drawStop(line, route, stop, top) {
  const { context, colour } = line;
  const [depart, arrival, start, leave] = [stop.depart, stop.arrival, stop.start, stop.leave].map((time) => line.x(time));
  if (leave < line.label || depart > line.box.clientWidth) return;
  const middle = top + BAR_TOP + BAR_HEIGHT / 2;
  context.fillStyle = colour.soft;
  context.globalAlpha = stop.done ? 0.4 : 0.8;
  context.fillRect(depart, middle - 1, Math.max(0, arrival - depart), 2);
  for (const pause of stop.pauses) drawPause(line, pause, top);
  if (start - arrival > 2) {
    context.globalAlpha = 0.2;
    context.fillRect(arrival, top + BAR_TOP + 6, start - arrival, BAR_HEIGHT - 12);
  }
  context.globalAlpha = 1;
  const ticket = model.tickets.get(stop.ticket);
  drawJob(line, stop, ticket, start, Math.max(leave - start, 5), top);
}

function drawJob(line, stop, ticket, left, width, top) {
  const { context, colour } = line;
  const faint = stop.done || (ticket && !model.matches(ticket));
  const mark = ticket ? MARK[model.state(ticket)] : "met";
  context.globalAlpha = faint ? 0.35 : 1;
  context.fillStyle = colour[`${mark}_ground`];
  context.strokeStyle = stop.ticket === model.chosen ? colour.accent : colour[mark];
  context.lineWidth = stop.ticket === model.chosen ? 3 : 1;
  context.beginPath();
  context.roundRect(left, top + BAR_TOP, width, BAR_HEIGHT, Math.min(4, width / 2));
  context.fill();
  context.stroke();
  if (ticket && width > 26) {
    shape(context, ticket.arrival.state, left + 8, top + BAR_TOP + BAR_HEIGHT / 2, colour);
    shape(context, ticket.restoration.state, left + width - 8, top + BAR_TOP + BAR_HEIGHT / 2, colour);
    context.fillStyle = colour.ink;
    context.font = line.font(11, 600);
    context.textBaseline = "middle";
    const text = `${isLocked(stop) ? "🔒" : ""}${stop.begun ? "▸" : ""}${stop.ticket}`;
    context.fillText(fitted(context, text, width - 32), left + 16, top + BAR_TOP + BAR_HEIGHT / 2 + 0.5);
  }
  else if (ticket && width > 9) shape(context, model.state(ticket), left + width / 2, top + BAR_TOP + BAR_HEIGHT / 2, colour, 3);
  context.globalAlpha = 1;
}

// ● in time, ◆ close, ■ late.
export function shape(context, state, x, y, colour, size = 4) {
  context.fillStyle = colour[MARK[state]];
  context.beginPath();
  if (state === "met") context.arc(x, y, size, 0, 7);
  else if (state === "missed") context.rect(x - size, y - size, 2 * size, 2 * size);
  else {
    context.moveTo(x, y - size - 1);
    context.lineTo(x + size + 1, y);
    context.lineTo(x, y + size + 1);
    context.lineTo(x - size - 1, y);
  }
  context.fill();
}

// What closes a crew's day: last pauses, the way home, and overtime as it is planned.
export function drawBar(line, route, top) {
  const { context, colour } = line;
  const last = route.stops.at(-1);
  for (const pause of route.pauses) drawPause(line, pause, top);
  context.fillStyle = colour.soft;
  context.globalAlpha = 0.8;
  const middle = top + BAR_TOP + BAR_HEIGHT / 2;
  if (last && route.travel) context.fillRect(line.x(route.home - route.travel), middle - 1, route.travel * line.scale, 2);
  context.globalAlpha = 1;
  const shift = model.crews.get(route.crew)?.shifts.find((one) => one.number === route.shift);
  if (shift && route.home > shift.end) {
    context.fillStyle = colour.risk;
    context.fillRect(line.x(shift.end), top + ROW - 6, (route.home - shift.end) * line.scale, 3);
  }
}

function drawPause(line, pause, top) {
  const { context, colour } = line;
  const [left, right] = [line.x(pause.start), line.x(pause.end)];
  context.globalAlpha = 1;
  context.fillStyle = colour.raised;
  context.strokeStyle = colour.soft;
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.fillRect(left, top + BAR_TOP + 3, right - left, BAR_HEIGHT - 6);
  context.strokeRect(left, top + BAR_TOP + 3, right - left, BAR_HEIGHT - 6);
  context.setLineDash([]);
  context.fillStyle = colour.soft;
  context.font = line.font(11);
  context.textBaseline = "middle";
  context.fillText(fitted(context, named("pause", pause.kind), right - left - 6), left + 4, top + BAR_TOP + BAR_HEIGHT / 2);
}

// When the chosen ticket's promises are due.
export function drawMarks(line, ticket, top) {
  const { context, colour } = line;
  context.font = line.font(10, 600);
  context.textBaseline = "top";
  for (const which of ["arrival", "restoration"]) {
    const x = line.x(ticket[which].due);
    if (x < line.label) continue;
    context.fillStyle = colour[MARK[ticket[which].state]];
    context.fillRect(x - 1, top, 2, ROW - 1);
    context.fillText(t(`clock.${which}_due`), x + 3, top + 1);
  }
}
