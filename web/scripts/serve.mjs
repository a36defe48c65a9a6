// A small static server for dist/, for this computer only.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".ts": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** What public hosts compress; models and pictures hardly shrink. */
const COMPRESSED = new Set([".html", ".js", ".mjs", ".css", ".json", ".webmanifest", ".svg", ".wasm", ".map", ".ts"]);

/** Compressed files of this server, until they change. */
const compressed = new Map();

function gzipped(file, { mtimeMs, size }) {
  const known = compressed.get(file);
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.bytes;
  const bytes = gzipSync(readFileSync(file));
  compressed.set(file, { mtimeMs, size, bytes });
  return bytes;
}

/** As public hosts of static pages have it: a figure may be embedded by a page of another origin. */
const ANYWHERE = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };

/** What a page asks for that wants to share memory between its workers: that no window or file of another origin comes near. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** The file that a request's path names, or null: outside the folder, malformed, or not a file. */
function fileFor(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return null;
  }
  if (path.includes("\0")) return null;
  const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(folder + sep)) return null;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

function answer(folder, isolated, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  const file = fileFor(folder, request.url ?? "/");
  if (!file) {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8", ...ANYWHERE }).end("Not found\n");
    return;
  }
  const stat = statSync(file);
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const bytes = takesGzip && COMPRESSED.has(extname(file)) ? gzipped(file, stat) : undefined;
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Length": bytes?.length ?? stat.size,
    ...(bytes && { "Content-Encoding": "gzip" }),
    Vary: "Accept-Encoding",
    // A rebuild must show at the next reload.
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    ...ANYWHERE,
    ...(isolated && ISOLATED),
  });
  if (request.method === "HEAD") response.end();
  else if (bytes) response.end(bytes);
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve(server.address().port);
    });
  });
}

/**
 * Serves `folder` on 127.0.0.1, at `port` or the next free one (0: any free one). `isolated` pages may share memory between
 * their workers, and so have threads.
 * @returns {Promise<{address: string, close: () => Promise<void>}>}
 */
export async function serve(folder, port = 0, { isolated = false } = {}) {
  const server = createServer((request, response) => answer(normalize(folder), isolated, request, response));
  let taken = port;
  for (let attempt = 0; ; attempt++) {
    try {
      taken = await listen(server, port === 0 ? 0 : port + attempt);
      break;
    } catch (error) {
      // In use, or reserved by the system.
      if (!["EADDRINUSE", "EACCES"].includes(error.code) || attempt >= 50) throw error;
    }
  }
  const close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { address: `http://localhost:${taken}/`, close };
}
