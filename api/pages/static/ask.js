// Questions to the service. The browser's cookie says who asks; errors are problem details.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? String(status));
    this.status = status;
    this.body = body;
  }
}

async function ask(method, path, body, headers = {}) {
  const plain = body === undefined || body instanceof FormData;
  const answer = await fetch(path, {
    method,
    headers: { Accept: "application/json, */*;q=0.1", ...(plain ? {} : { "Content-Type": "application/json" }), ...headers },
    body: plain ? body : JSON.stringify(body),
  });
  if (answer.status === 401 || answer.redirected) {
    location.assign(`/sign-in?back=${encodeURIComponent(location.pathname)}`);
    return new Promise(() => {});
  }
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  if (answer.status === 204) return null;
  return answer.headers.get("Content-Type").includes("json") ? answer.json() : answer.text();
}

export const get = (path) => ask("GET", path);
// Sent twice it is done once.
export const post = (path, body) => ask("POST", path, body ?? {}, { "Idempotency-Key": key() });
export const put = (path, body) => ask("PUT", path, body);
export const remove = (path) => ask("DELETE", path);

// randomUUID is there over https alone.
const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Hear of everything that happens at the desk. The browser connects again by itself and says what it heard last.
export function listen(hear, state) {
  const source = new EventSource("/events");
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onopen = () => state(true);
  source.onerror = () => state(false);
  return source;
}

const OF_A_RUN = ["requested", "started", "improved", "accepted", "given_back", "ready", "failed", "cancelled", "superseded"];
const OVER = new Set(["ready", "failed", "cancelled", "superseded"]);

export function listenToRun(id, hear) {
  const source = new EventSource(`/plan-runs/${id}/events`);
  for (const kind of OF_A_RUN) {
    source.addEventListener(`plan_run.${kind}`, (event) => {
      if (OVER.has(kind)) source.close();
      hear(kind, JSON.parse(event.data));
    });
  }
  return source;
}
