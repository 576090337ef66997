// The board's one state: the day as fetched, what is chosen, what is filtered. All views draw from here.
import { get } from "../ask.js";
import { useZone } from "../words.js";

const RANK = { met: 0, "at risk": 1, missed: 2 };
export const MARK = { met: "met", "at risk": "risk", missed: "missed" };

class Model extends EventTarget {
  constructor() {
    super();
    this.ref = "current"; // which plan is shown: "current", or a draft's number
    this.day = null;
    this.chosen = null; // ticket id
    this.filter = { text: "", state: "all", priority: "" };
    this.preview = null; // effect of a move that is being tried
    this.placed = null; // where a ticket that is being reported is: latitude, longitude
  }

  async load() {
    const ref = this.ref;
    let day;
    try {
      day = await get(`/board/day?plan=${ref}`);
    } catch (error) {
      if (ref === "current" || error.status !== 404) throw error;
      this.ref = "current";
      return this.load();
    }
    if (ref !== this.ref) return null;
    // A draft that was published, or put aside by someone else, is no draft any more.
    if (day.plan && ref !== "current" && day.plan.status !== "draft") {
      this.ref = "current";
      return this.load();
    }
    useZone(day.zone);
    this.take(day);
    return day;
  }

  take(day) {
    this.day = day;
    this.tickets = new Map(day.tickets.map((ticket) => [ticket.id, ticket]));
    this.crews = new Map(day.crews.map((crew) => [crew.id, crew]));
    this.locks = new Map(day.locks.map((lock) => [visitKey(lock), lock]));
    this.unassigned = new Map(day.unassigned.map((entry) => [entry.ticket, entry]));
    this.places = new Map(); // ticket id to where it stands: route and stop, the lead's first
    for (const route of day.routes) {
      for (const stop of route.stops) {
        const found = this.places.get(stop.ticket);
        if (!found || stop.party < found.stop.party) this.places.set(stop.ticket, { route, stop });
      }
    }
    if (this.chosen && !this.tickets.has(this.chosen)) this.chosen = null;
    this.tell("day");
  }

  show(ref) {
    this.ref = ref;
    this.preview = null;
    return this.load();
  }

  choose(id) {
    if (this.chosen === id) return;
    this.chosen = id;
    this.tell("chosen");
  }

  filterBy(changes) {
    Object.assign(this.filter, changes);
    this.tell("filter");
  }

  tryOut(preview) {
    this.preview = preview;
    this.tell("preview");
  }

  place(at) {
    this.placed = at;
    this.tell("placed");
  }

  tell(kind) {
    this.dispatchEvent(new Event(kind));
  }

  on(kinds, draw) {
    for (const kind of kinds.split(" ")) this.addEventListener(kind, draw);
  }

  // A ticket's worse clock.
  state(ticket) {
    return RANK[ticket.arrival.state] >= RANK[ticket.restoration.state] ? ticket.arrival.state : ticket.restoration.state;
  }

  matches(ticket) {
    const { text, state, priority } = this.filter;
    if (priority && String(ticket.priority) !== priority) return false;
    if (state === "unassigned" && !this.unassigned.has(ticket.id)) return false;
    if (["met", "at risk", "missed"].includes(state) && this.state(ticket) !== state) return false;
    if (!text) return true;
    const crew = this.places.get(ticket.id)?.route.crew ?? "";
    return `${ticket.id} ${ticket.what} ${ticket.where} ${ticket.region} ${ticket.description} ${crew} ${this.crews.get(crew)?.name ?? ""}`
      .toLowerCase()
      .includes(text.toLowerCase());
  }

  // The list: the most urgent first.
  visible() {
    const spare = (ticket) => Math.min(...[ticket.arrival, ticket.restoration].map((one) => (one.at === null ? -Infinity : one.due - one.at)));
    return this.day.tickets
      .filter((ticket) => this.matches(ticket))
      .map((ticket) => ({ ticket, key: [RANK[this.state(ticket)], ticket.priority, spare(ticket)] }))
      .sort((a, b) => b.key[0] - a.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2] || (a.ticket.id < b.ticket.id ? -1 : 1))
      .map((entry) => entry.ticket);
  }
}

export const visitKey = ({ ticket, party }) => `${ticket}/${party}`;
export const model = new Model();
