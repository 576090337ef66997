// Keeps the crew page's shell on the phone, so that it opens without signal. Lists and reports are the page's own affair.
const KEPT = "crew {{ version }}";
const SHELL = {{ shell|tojson }};
const PATIENCE = 3000;

self.addEventListener("install", (event) => {
  // What is sent needs no worker: past it, it goes out even while the page is being closed.
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("crew ") && name !== KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !SHELL.includes(pathname)) return;
  event.respondWith(pathname.startsWith("/static/") ? keptFirst(event.request) : newestFirst(event.request, pathname));
});

async function keptFirst(request) {
  return (await caches.match(request)) ?? fetchAndKeep(request, request);
}

// With one bar of signal nobody waits long: what is kept is good enough.
async function newestFirst(request, pathname) {
  const kept = await caches.match(pathname, { ignoreVary: true });
  const newest = fetchAndKeep(request, pathname);
  if (!kept) return newest;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([newest.catch(() => kept), late]);
}

async function fetchAndKeep(request, name) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(name, answer.clone());
  return answer;
}
