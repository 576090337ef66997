// One frame of the timeline: the scale, the rows in sight, now, what a move would do, and the crews' names.
import { clock, day, number } from "../words.js";
import { drawBand, drawBar, drawMarks, drawStop, fitted, ROW } from "./drawing.js";
import { model } from "./model.js";

export const AXIS = 26;
const STEPS = [300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
const LEAST_STEP = 64; // pixels between two lines of the scale
const CLOCK = 46; // pixels, of the time it is
const WIDE_LABEL = 100; // pixels; with fewer there is room for the crew's id alone

export function paint(line) {
  const { clientWidth: width, clientHeight: height, scrollTop } = line.box;
  fill(line, width, height);
  const first = Math.max(0, Math.floor(scrollTop / ROW));
  const last = Math.min(line.rows.length, Math.ceil((scrollTop + height) / ROW));
  paintScale(line, width, height);
  for (let index = first; index < last; index++) paintRow(line, index, width);
  paintNow(line, height);
  paintPreview(line);
  paintLabels(line, first, last, height);
  paintAxis(line, width);
}

function fill({ canvas, context, colour }, width, height) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colour.card;
  context.fillRect(0, 0, width, height);
}

function* ticks(line, width) {
  const step = STEPS.find((seconds) => seconds * line.scale >= LEAST_STEP) ?? STEPS.at(-1);
  for (let time = Math.ceil(line.timeAt(line.label) / step) * step; line.x(time) < width; time += step) yield time;
}

function paintScale(line, width, height) {
  line.context.fillStyle = line.colour.line;
  for (const time of ticks(line, width)) line.context.fillRect(Math.round(line.x(time)), AXIS, 1, height);
}

function paintRow(line, index, width) {
  const { crew, routes } = line.rows[index];
  const { context, colour } = line;
  const top = line.y(index);
  if (index === line.over) {
    context.fillStyle = colour.chosen;
    context.fillRect(line.label, top, width, ROW);
  }
  for (const shift of crew.shifts) drawBand(line, shift, top);
  for (const route of routes) {
    for (const stop of route.stops) drawStop(line, route, stop, top);
    drawBar(line, route, top);
  }
  const chosen = model.chosen && model.tickets.get(model.chosen);
  if (chosen && routes.some((route) => route.stops.some((stop) => stop.ticket === chosen.id))) drawMarks(line, chosen, top);
  context.fillStyle = colour.line;
  context.fillRect(0, top + ROW - 1, width, 1);
}

function paintNow(line, height) {
  const x = line.x(model.day.now);
  if (x < line.label) return;
  line.context.fillStyle = line.colour.accent;
  line.context.fillRect(Math.round(x) - 1, AXIS, 2, height);
}

function paintPreview(line) {
  const { effect, ticket } = model.preview ?? {};
  if (!effect) return;
  const { context, colour } = line;
  context.lineWidth = 2;
  context.setLineDash([5, 3]);
  for (const route of effect.routes) {
    const index = line.rowOf.get(route.crew_id);
    if (index === undefined) continue;
    for (const stop of route.stops) {
      const own = stop.ticket_id === ticket;
      context.strokeStyle = own ? (effect.lawful ? colour.accent : colour.missed) : colour.soft;
      context.globalAlpha = own ? 1 : 0.7;
      const [left, right] = [line.x(Date.parse(stop.start) / 1000), line.x(Date.parse(stop.leave) / 1000)];
      context.strokeRect(left, line.y(index) + 3, Math.max(4, right - left), ROW - 7);
    }
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function paintLabels(line, first, last, height) {
  const { context, colour, label } = line;
  context.fillStyle = colour.card;
  context.fillRect(0, 0, label, height);
  context.fillStyle = colour.line;
  context.fillRect(label - 1, 0, 1, height);
  context.textBaseline = "middle";
  for (let index = first; index < last; index++) paintLabel(line, line.rows[index], line.y(index));
}

function paintLabel(line, { crew, routes }, top) {
  const { context, colour, label } = line;
  const wide = label > WIDE_LABEL;
  const jobs = number(routes.reduce((sum, route) => sum + route.stops.length, 0));
  context.font = line.font(12, 600);
  const room = label - 24 - context.measureText(jobs).width;
  context.fillStyle = colour.ink;
  context.fillText(fitted(context, wide ? `${crew.id} ${crew.name}` : crew.id, room), 10, top + ROW / 2 + (crew.kind && wide ? -7 : 0));
  context.font = line.font(12);
  context.fillStyle = colour.soft;
  context.textAlign = "right";
  context.fillText(jobs, label - 10, top + ROW / 2);
  context.textAlign = "left";
  if (crew.kind && wide) context.fillText(fitted(context, crew.kind.replaceAll("_", " "), room), 10, top + ROW / 2 + 8);
  context.fillStyle = colour.line;
  context.fillRect(0, top + ROW - 1, label, 1);
}

function paintAxis(line, width) {
  const { context, colour, label } = line;
  context.fillStyle = colour.card;
  context.fillRect(0, 0, width, AXIS);
  context.fillStyle = colour.line;
  context.fillRect(0, AXIS - 1, width, 1);
  context.font = line.font(12);
  context.textBaseline = "middle";
  context.fillStyle = colour.soft;
  for (const time of ticks(line, width)) if (line.x(time) > label && !isBehindNow(line, time)) context.fillText(clock(time), line.x(time) + 4, AXIS / 2);
  paintClock(line);
  context.fillStyle = colour.card;
  context.fillRect(0, 0, label - 1, AXIS - 1);
  context.fillStyle = colour.soft;
  context.font = line.font(12);
  context.fillText(day(model.day.now), 10, AXIS / 2);
}

const isBehindNow = (line, time) => Math.abs(line.x(time) - line.x(model.day.now)) < CLOCK;

function paintClock(line) {
  const { context, colour } = line;
  const x = line.x(model.day.now);
  if (x < line.label) return;
  context.fillStyle = colour.accent;
  context.fillRect(x - 1, 4, CLOCK, AXIS - 9);
  context.fillStyle = colour.card;
  context.font = line.font(12, 600);
  context.fillText(clock(model.day.now), x + 5, AXIS / 2);
}
