// The timeline: one row a crew on a canvas of the size of the window, so that many crews cost no more than few.
import { byId, colours, whenColoursChange } from "../dom.js";
import { hatching, ROW } from "./drawing.js";
import { startDragging } from "./drag.js";
import { model } from "./model.js";
import { AXIS, paint } from "./painting.js";

const COLOURS = [
  "ink", "soft", "line", "card", "ground", "raised", "accent", "chosen", "met", "risk", "missed",
  "met-ground", "risk-ground", "missed-ground",
];

class Timeline {
  constructor() {
    this.box = byId("timeline");
    this.canvas = byId("timeline-canvas");
    this.space = byId("timeline-space");
    this.context = this.canvas.getContext("2d");
    this.scale = 0; // pixels a second
    this.rows = [];
    this.slow = 0;
    this.asked = false;
    this.family = getComputedStyle(document.body).fontFamily;
    this.takeColours();
  }

  get label() {
    return this.box.clientWidth < 560 ? 84 : 148;
  }

  font(size, weight = 400) {
    return `${weight} ${size}px ${this.family}`;
  }

  takeColours() {
    this.colour = colours(...COLOURS);
    this.hatch = hatching(this.context, this.colour.risk);
    this.draw();
  }

  // Rows: crews that work or could, in order of name; a crew's shifts share its row.
  takeDay() {
    const { crews, routes, now } = model.day;
    const byCrew = Map.groupBy(routes, (route) => route.crew);
    this.rows = crews
      .map((crew) => ({ crew, routes: byCrew.get(crew.id) ?? [] }))
      .filter(({ crew, routes: own }) => own.length || crew.shifts.some((shift) => shift.last > now));
    this.rowOf = new Map(this.rows.map((row, index) => [row.crew.id, index]));
    const ends = routes.map((route) => route.home);
    const starts = routes.flatMap((route) => route.stops.slice(0, 1).map((stop) => stop.depart));
    for (const { crew } of this.rows) {
      for (const shift of crew.shifts) {
        if (shift.last > now) ends.push(shift.end);
        if (shift.start < now && shift.last > now) starts.push(Math.max(shift.start, now - 4 * 3600));
      }
    }
    this.from = Math.floor((starts.reduce((a, b) => Math.min(a, b), now) - 900) / 1800) * 1800;
    this.to = Math.ceil((ends.reduce((a, b) => Math.max(a, b), now + 3600) + 1800) / 1800) * 1800;
    if (this.scale) return this.size();
    this.fit();
    this.size();
    // On a phone what has been would fill the window.
    if ((now - this.from) * this.scale > (this.box.clientWidth - this.label) * 0.4) this.showNow();
  }

  showNow() {
    this.box.scrollLeft = (model.day.now - 1800 - this.from) * this.scale;
    this.draw();
  }

  fit() {
    const whole = this.box.clientWidth - this.label - 4;
    // What is to come first: a day that goes on for long is not squeezed into one window.
    const shown = Math.min(this.to - this.from, (whole < 500 ? 5 : 12) * 3600);
    this.scale = Math.max(whole / shown, 1e-4);
  }

  zoom(factor, at = this.label + (this.box.clientWidth - this.label) / 3) {
    const held = this.timeAt(at);
    const least = (this.box.clientWidth - this.label) / (this.to - this.from);
    this.scale = Math.max(least, Math.min(0.5, this.scale * factor));
    this.size();
    this.box.scrollLeft = (held - this.from) * this.scale + this.label - at;
    this.draw();
  }

  size() {
    this.space.style.width = `${this.label + (this.to - this.from) * this.scale}px`;
    this.space.style.height = `${AXIS + this.rows.length * ROW + 4}px`;
    this.draw();
  }

  x(time) {
    return this.label + (time - this.from) * this.scale - this.box.scrollLeft;
  }

  y(row) {
    return AXIS + row * ROW - this.box.scrollTop;
  }

  timeAt(x) {
    return this.from + (x - this.label + this.box.scrollLeft) / this.scale;
  }

  rowAt(y) {
    return y < AXIS ? null : (this.rows[Math.floor((y - AXIS + this.box.scrollTop) / ROW)] ?? null);
  }

  // The stop under a point, and its route.
  hit(x, y) {
    const row = x > this.label ? this.rowAt(y) : null;
    if (!row) return null;
    const time = this.timeAt(x);
    const slack = 3 / this.scale;
    for (const route of row.routes) {
      for (const stop of route.stops) {
        if (time >= stop.arrival - slack && time <= stop.leave + slack) return { route, stop, crew: row.crew };
      }
    }
    return null;
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (model.day && this.rowOf) {
        const began = performance.now();
        paint(this);
        this.slow = Math.max(this.slow * 0.99, performance.now() - began);
        this.canvas.dataset.frameMs = this.slow.toFixed(2);
      }
    });
  }

  reveal() {
    const place = model.chosen && model.places.get(model.chosen);
    const row = place && this.rowOf.get(place.route.crew);
    if (row === undefined || row === null) return this.draw();
    const [top, left, right] = [row * ROW, (place.stop.arrival - this.from) * this.scale, (place.stop.leave - this.from) * this.scale];
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.box;
    if (top < scrollTop || top + ROW > scrollTop + clientHeight - AXIS) this.box.scrollTop = top - clientHeight / 3;
    if (left < scrollLeft || right > scrollLeft + clientWidth - this.label) this.box.scrollLeft = left - 80;
    this.draw();
  }

  // Arrows walk along a crew's list, and from crew to crew at about the same time.
  step(key) {
    const place = model.chosen && model.places.get(model.chosen);
    const rows = this.rows.filter((row) => row.routes.some((route) => route.stops.length));
    if (!rows.length) return;
    if (!place) return model.choose(stopsOf(rows[0])[0].ticket);
    const at = rows.findIndex((row) => row.crew.id === place.route.crew);
    const own = stopsOf(rows[at]);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const index = own.indexOf(place.stop) + (key === "ArrowRight" ? 1 : -1);
      if (own[index]) model.choose(own[index].ticket);
      return;
    }
    const next = rows[at + (key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    const nearest = stopsOf(next).reduce((a, b) => (Math.abs(b.start - place.stop.start) < Math.abs(a.start - place.stop.start) ? b : a));
    model.choose(nearest.ticket);
  }
}

const stopsOf = (row) => row.routes.flatMap((route) => route.stops);

export function startTimeline() {
  const timeline = new Timeline();
  const { box } = timeline;
  model.on("day", () => timeline.takeDay());
  model.on("chosen", () => timeline.reveal());
  model.on("filter preview", () => timeline.draw());
  box.addEventListener("scroll", () => timeline.draw(), { passive: true });
  new ResizeObserver(() => model.day && timeline.size()).observe(box);
  whenColoursChange(() => timeline.takeColours());
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    timeline.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX - box.getBoundingClientRect().left);
  }, { passive: false });
  box.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "-") timeline.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    else if (event.key.startsWith("Arrow")) timeline.step(event.key);
    else return;
    event.preventDefault();
  });
  byId("zoom-in").addEventListener("click", () => timeline.zoom(1.4));
  byId("zoom-out").addEventListener("click", () => timeline.zoom(1 / 1.4));
  byId("zoom-now").addEventListener("click", () => timeline.showNow());
  startDragging(timeline);
  return timeline;
}
