// A job is dragged to another crew or time. What it would do is asked of the server and shown before it is dropped.
import { byId } from "../dom.js";
import { post, get } from "../ask.js";
import { fail, say } from "../notices.js";
import { t } from "../words.js";
import { showEffect, showTip } from "./effect.js";
import { model } from "./model.js";

const LEAST = 5; // pixels before a press is a drag
const HOLD = 450; // ms a finger rests before it drags; until then it scrolls
const PATIENCE = 90; // ms at one place before the server is asked
const GRID = 300; // seconds

export const query = (move) => new URLSearchParams(Object.entries(move).filter(([, value]) => value !== null && value !== undefined)).toString();
export const effectOf = (move) => get(`/plans/${model.ref}/move-effect?${query(move)}`);

// Make the move: a draft with it, and a lock that keeps it.
export async function makeMove(move) {
  try {
    const draft = await post(`/plans/${model.ref}/moves`, move);
    await model.show(String(draft.number));
    say(t("board.moved", { ticket: move.ticket_id, number: draft.number }));
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

export function startDragging(timeline) {
  const { canvas, box } = timeline;
  let held = null;
  let timer = 0;
  let resting = 0;

  const point = (event) => {
    const edge = box.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };

  function begin(ticket, party, event) {
    const touches = event.pointerType === "touch";
    held = { ticket, party, x: event.clientX, y: event.clientY, resting: touches, moving: false, move: null, effect: null };
    if (touches) resting = setTimeout(() => lift(event), HOLD);
  }

  function lift(event) {
    held.resting = false;
    navigator.vibrate?.(20);
    start(event);
  }

  function start(event) {
    held.moving = true;
    showTip(null);
    document.body.classList.add("dragging");
    drag(event);
  }

  function over(event) {
    const [x, y] = point(event);
    const row = x > timeline.label && x < box.clientWidth && y < box.clientHeight ? timeline.rowAt(y) : null;
    timeline.over = row ? timeline.rowOf.get(row.crew.id) : undefined;
    if (!row) return null;
    const time = Math.max(model.day.now, Math.round(timeline.timeAt(x) / GRID) * GRID);
    const shift = row.crew.shifts.find((one) => time >= one.start && time < one.last) ?? row.crew.shifts.find((one) => one.last > model.day.now);
    if (!shift) return null;
    return { ticket_id: held.ticket, party: held.party, crew_id: row.crew.id, shift: shift.number, start: new Date(time * 1000).toISOString() };
  }

  function drag(event) {
    const move = over(event);
    timeline.draw();
    if (!move) {
      held.move = held.effect = null;
      model.tryOut(null);
      return showEffect({ ticket: held.ticket, nowhere: true }, event);
    }
    if (held.move && held.move.crew_id === move.crew_id && held.move.start === move.start) return showEffect(held, event, true);
    held.move = move;
    held.effect = null;
    showEffect({ ticket: held.ticket, move }, event);
    clearTimeout(timer);
    timer = setTimeout(() => ask(held, move, event), PATIENCE);
  }

  async function ask(mine, move, event) {
    try {
      const effect = await effectOf(move);
      if (held !== mine || mine.move !== move) return;
      mine.effect = effect;
      model.tryOut({ ticket: move.ticket_id, effect });
      showEffect({ ticket: move.ticket_id, move, effect }, event);
    } catch (error) {
      if (held === mine) showEffect({ ticket: move.ticket_id, move, error }, event);
    }
  }

  async function drop() {
    const { ticket, move, effect } = held;
    let known = effect;
    end();
    if (!move) return;
    try {
      known ??= await effectOf(move);
    } catch (error) {
      return fail(error);
    }
    if (!known.lawful) return say(t("board.not_dropped", { ticket }), "missed");
    await makeMove(move);
  }

  function end() {
    clearTimeout(timer);
    clearTimeout(resting);
    held = null;
    timeline.over = undefined;
    document.body.classList.remove("dragging");
    showEffect(null);
    model.tryOut(null);
  }

  canvas.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 ? timeline.hit(...point(event)) : null;
    if (!found) return;
    model.choose(found.stop.ticket);
    const movable = document.body.dataset.dispatches === "true" && !found.stop.done && !found.stop.begun;
    if (movable) begin(found.stop.ticket, found.stop.party, event);
  });
  byId("lane").addEventListener("pointerdown", (event) => {
    const chip = event.target.closest("[data-id]");
    if (!chip) return;
    if (document.body.dataset.dispatches === "true") begin(chip.dataset.id, 0, event);
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) {
      if (event.target === canvas && event.pointerType !== "touch") hover(event);
      else showTip(null);
      return;
    }
    if (!held.moving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < LEAST) return;
    if (held.resting) return end();
    event.preventDefault();
    if (held.moving) drag(event);
    else start(event);
  });
  window.addEventListener("pointerup", () => held && (held.moving ? drop() : end()));
  window.addEventListener("pointercancel", () => held && end());
  window.addEventListener("keydown", (event) => event.key === "Escape" && held && end());
  // What a finger lifted does not scroll, nor call the browser's menu.
  const keep = (event) => held?.moving && event.preventDefault();
  for (const area of [canvas, byId("lane")]) {
    area.addEventListener("touchmove", keep, { passive: false });
    area.addEventListener("contextmenu", keep);
  }

  function hover(event) {
    const found = timeline.hit(...point(event));
    canvas.style.cursor = found ? "pointer" : "default";
    showTip(found, event);
  }
}
