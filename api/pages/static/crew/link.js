// The phone's link to the service: the list, asked for with the last ETag, and the reports, kept until they are sent.
import { forgetReport, keepList, keepReport, keptList, keptReports } from "./kept.js";
import { asSeen } from "./changes.js";

const MOST = 100;
const PATIENCE = 20000;
const PATIENCE_WITH_PHOTOS = 120000;
const LAST_WORDS = 60000; // bytes; browsers send no more for a page that is gone
export class SignedOut extends Error {}

export class Link {
  constructor(crew) {
    this.crew = crew;
    this.list = null;
    this.reports = [];
    this.fresh = new Set(); // ids of reports that wait a moment, for whoever tapped by mistake
    this.flying = new Set();
    this.sending = null;
    this.showing = null;
  }

  get waiting() {
    return this.reports.filter((report) => !report.refused && (!report.sent || report.photo));
  }

  get due() {
    return this.reports.filter((report) => !report.refused && !report.sent && !this.fresh.has(report.id));
  }

  async open() {
    [this.list, this.reports] = [(await keptList(this.crew)) ?? null, await keptReports(this.crew)];
  }

  // Whether there is anything new.
  async refresh() {
    const answer = await this.ask(this.path("jobs"), { headers: this.list ? { "If-None-Match": this.list.etag } : {} });
    const now = Date.now();
    if (answer.status === 304) this.list.fetched = now;
    else if (answer.ok) {
      const body = await answer.json();
      const seen = this.list?.seen ?? asSeen(body.jobs);
      this.list = { crew: this.crew, etag: answer.headers.get("ETag"), body, seen, fetched: now };
    } else throw new Error(`${answer.status}`);
    await keepList(this.list);
    return (await this.settle()) || answer.status !== 304;
  }

  async see() {
    this.list.seen = asSeen(this.list.body.jobs);
    await keepList(this.list);
  }

  async report(job, kind, { facts, photo }) {
    const made = Date.now();
    const at = new Date(made - (made % 1000)).toISOString();
    const report = { crew: this.crew, made, id: newId(), ticket_id: job.ticket_id, party: job.party, kind, at, facts, photo };
    this.fresh.add(report.id);
    await keepReport(report);
    this.reports.push(report);
  }

  async forget(report) {
    this.reports = this.reports.filter((one) => one !== report);
    this.fresh.delete(report.id);
    await forgetReport(report.id);
  }

  // What may have reached the service cannot be unsaid.
  mayTakeBack(report) {
    return !report.sent && !report.refused && !report.tried && !this.flying.has(report.id);
  }

  // One sending at a time. Should an answer be lost, the service knows the reports by their ids.
  send() {
    this.sending ??= this.sendDue().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendDue() {
    while (this.due.length > 0) await this.sendSome(this.due.slice(0, MOST));
  }

  async sendSome(reports) {
    for (const { id } of reports) this.flying.add(id);
    try {
      const answer = await this.post(reports);
      if (answer.ok) {
        const told = (await answer.json()).reports;
        for (const [index, report] of reports.entries()) await this.take(report, told[index]);
      } else if (answer.status !== 422) throw new Error(`${answer.status}`);
      // The faulty one must not hold up the others.
      else if (reports.length > 1) for (const report of reports) await this.sendSome([report]);
      else await this.take(reports[0], { outcome: "refused", reason: (await answer.json()).detail });
    } finally {
      for (const { id } of reports) this.flying.delete(id);
    }
  }

  async post(reports) {
    const body = JSON.stringify({ reports: reports.map(onTheWire) });
    const headers = { "Content-Type": "application/json" };
    const keepalive = document.hidden && body.length < LAST_WORDS;
    const [answer] = await Promise.all([
      this.ask(this.path("progress"), { method: "POST", headers, body, keepalive }),
      ...reports.filter(() => navigator.onLine).map((report) => keepReport(Object.assign(report, { tried: true }))),
    ]);
    return answer;
  }

  async take(report, told) {
    if (told.outcome === "refused") Object.assign(report, { refused: told.reason, photo: undefined });
    else Object.assign(report, { sent: true, held: told.outcome === "heldBack", state: told.state });
    await keepReport(report);
  }

  // Photos take their time: they hold up no report. Whether any was done with.
  sendPhotos() {
    this.showing ??= this.sendAllPhotos().finally(() => { this.showing = null; });
    return this.showing;
  }

  async sendAllPhotos() {
    const all = this.reports.filter((report) => report.sent && report.photo);
    for (const report of all) await this.sendPhoto(report);
    return all.length > 0;
  }

  async sendPhoto(report) {
    const options = { method: "PUT", headers: { "Content-Type": "image/jpeg" }, body: report.photo };
    const answer = await this.ask(`/photos/${report.id}`, options, PATIENCE_WITH_PHOTOS);
    const refused = [404, 422].includes(answer.status) ? (await answer.json()).detail : undefined;
    if (!answer.ok && !refused) throw new Error(`${answer.status}`);
    await keepReport(Object.assign(report, { photo: undefined, refused }));
  }

  // Whether any report was let go: the list says now what it said.
  async settle() {
    const over = this.reports.filter((report) => report.sent && !report.refused && !report.photo);
    for (const report of over) await this.forget(report);
    return over.length > 0;
  }

  path(what) {
    return `/crews/${encodeURIComponent(this.crew)}/${what}`;
  }

  async ask(path, options, patience = PATIENCE) {
    const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(patience), ...options });
    if (answer.status === 401) throw new SignedOut();
    return answer;
  }
}

const onTheWire = ({ id, ticket_id, party, kind, at, facts }) => ({ id, ticket_id, party, kind, at, ...facts });

// randomUUID is there over https alone.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
