/* The service worker: without a connection it shows the list of today's visits that the page itself put away
   (outbox.js), and nothing else. It keeps nothing by itself, answers no page while there is a connection, and throws
   away every list that is not of today. See docs/decisions/0027-contact.md. */
"use strict";

const LIST = "/vandaag/";
const KEPT = "bezoeken ";
const NONE = `<!doctype html><html lang="nl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Geen verbinding</title><h1>Geen verbinding</h1>
<p>Het portaal is nu niet te bereiken. Wat u heeft getypt, staat nog op dit toestel.</p>
<p><a href="">Probeer het nog een keer</a></p>`;

const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Amsterdam" });

async function keptToday() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(KEPT)) continue;
    if (name.startsWith(`${KEPT}${today()}`)) return (await caches.open(name)).match(LIST);
    await caches.delete(name);
  }
  return undefined;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return await keptToday() ?? new Response(NONE, { status: 503, headers: { "Content-Type": "text/html" } });
  }
}

async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return await caches.match(request) ?? Response.error();
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(keptToday().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});
