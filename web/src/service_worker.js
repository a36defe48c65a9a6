// The site's service worker. The build puts VERSION and FILES (addresses from here, with their hashes) before it.
//
// One version of the page's files is one cache, filled as a whole or not at all: a file that isn't what the build made,
// because a newer build is just being laid over it, fails its hash, and the version that was there goes on. A page is
// answered from the version that runs; a page that was opened with the one before still finds its own files, whose
// names nobody else has. Models and data have caches of their own and come when they are asked for.
const PREFIX = "attention-lab-site-";
const OWN = PREFIX + VERSION;
const DATA = "attention-lab-data";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld()));
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

async function install() {
  const requests = FILES.map(([path, integrity]) => new Request(path, { integrity, cache: "no-cache" }));
  try {
    await (await caches.open(OWN)).addAll(requests);
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

/** All but this version and the one before, in which pages may still be open. */
async function forgetOld() {
  const versions = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
}

/** The answer to a request for a file of the page, or undefined: the network's business. */
function answerTo(request) {
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return undefined;
  const path = new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length);
  const name = path === "index.html" ? "./" : `./${path}`;
  if (FILES.some(([file]) => file === name)) return kept(OWN, name, request);
  if (path.startsWith("assets/")) return kept(undefined, request.url, request);
  if (path.startsWith("data/")) return newestData(request);
  return undefined;
}

async function kept(cacheName, key, request) {
  const found = await caches.match(key, { cacheName });
  return found ?? fetch(request);
}

async function newestData(request) {
  const cache = await caches.open(DATA);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await cache.match(request);
    if (found) return found;
    throw error;
  }
}
