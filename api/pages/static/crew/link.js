// The phone's link to the service: the list, asked for with the last ETag, and the reports, kept until they are sent.
import { forgetReport, keepList, keepReport, keptList, keptReports } from "./kept.js";
import { asSeen } from "./changes.js";

const MOST = 100;
const PATIENCE = 20000;
export class SignedOut extends Error {}

export class Link {
  constructor(crew) {
    this.crew = crew;
    this.list = null;
    this.reports = [];
    this.sending = null;
  }

  get waiting() {
    return this.reports.filter((report) => !report.sent && !report.refused);
  }

  async open() {
    [this.list, this.reports] = [(await keptList(this.crew)) ?? null, await keptReports(this.crew)];
  }

  // Whether there is anything new.
  async refresh() {
    const answer = await this.ask("jobs", { headers: this.list ? { "If-None-Match": this.list.etag } : {} });
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

  async report(job, kind, facts) {
    const made = Date.now();
    const at = new Date(made - (made % 1000)).toISOString();
    const report = { crew: this.crew, made, id: newId(), ticket_id: job.ticket_id, party: job.party, kind, at, facts };
    await keepReport(report);
    this.reports.push(report);
  }

  async forget(report) {
    await forgetReport(report.id);
    this.reports = this.reports.filter((one) => one !== report);
  }

  // One sending at a time. Should an answer be lost, the service knows the reports by their ids.
  send() {
    this.sending ??= this.sendWaiting().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendWaiting() {
    while (this.waiting.length > 0) await this.sendSome(this.waiting.slice(0, MOST));
  }

  async sendSome(reports) {
    const body = JSON.stringify({ reports: reports.map(onTheWire) });
    const answer = await this.ask("progress", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (answer.ok) {
      const told = (await answer.json()).reports;
      for (const [index, report] of reports.entries()) await this.take(report, told[index]);
    } else if (answer.status !== 422) throw new Error(`${answer.status}`);
    // The faulty one must not hold up the others.
    else if (reports.length > 1) for (const report of reports) await this.sendSome([report]);
    else await this.take(reports[0], { outcome: "refused", reason: (await answer.json()).detail });
  }

  async take(report, told) {
    if (told.outcome === "refused") report.refused = told.reason;
    else Object.assign(report, { sent: true, held: told.outcome === "heldBack", state: told.state });
    await keepReport(report);
  }

  // Whether any report was let go: the list says what the lead crew reported; other crews' reports stay with their jobs.
  async settle() {
    const listed = new Set(this.list.body.jobs.map((job) => `${job.ticket_id}/${job.party}`));
    const over = this.reports.filter((one) => one.sent && (one.party === 0 || !listed.has(`${one.ticket_id}/${one.party}`)));
    for (const report of over) await this.forget(report);
    return over.length > 0;
  }

  async ask(what, options) {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(`/crews/${encodeURIComponent(this.crew)}/${what}`, { cache: "no-store", signal, ...options });
    if (answer.status === 401) throw new SignedOut();
    return answer;
  }
}

const onTheWire = ({ id, ticket_id, party, kind, at, facts }) => ({ id, ticket_id, party, kind, at, ...facts });

// randomUUID is there over https alone.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
