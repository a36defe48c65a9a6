// Writes the site's service worker: the files that the page is made of, found by following names from the page itself,
// each with its hash, and a version that is a hash over them all.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./dependencies.mjs";
import { THREADS } from "./threads.mjs";

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Whether a file's text can name another. */
const isText = (name) => /\.(?:html|js|css|webmanifest)$/.test(name);

/** The files of the folder that the page names, and those that they name. Models, data and threads are fetched when asked for. */
export function filesOfPage(folder) {
  const inFolder = existsSync(join(folder, "assets")) ? readdirSync(join(folder, "assets")) : [];
  const assets = inFolder.filter((name) => !name.startsWith(THREADS));
  const candidates = new Map([
    ...assets.map((name) => [`assets/${name}`, name]),
    ...["browser_check.js", "from_file.js", "icon.svg", "manifest.webmanifest"].map((name) => [name, name]),
  ]);
  const found = ["index.html"];
  for (const name of found) {
    if (!isText(name)) continue;
    const text = readFileSync(join(folder, name), "utf8");
    for (const [path, written] of candidates) {
      if (text.includes(written) && !found.includes(path)) found.push(path);
    }
  }
  return found.sort();
}

/** Into `folder`/sw.js; returns the version. */
export function writeServiceWorker(folder) {
  const files = filesOfPage(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    // A folder's own address: servers redirect from the long one, and a redirected answer opens no page.
    return [name === "index.html" ? "./" : `./${name}`, `sha256-${digest("sha256", bytes, "base64")}`];
  });
  const program = readFileSync(join(ROOT, "web/src/service_worker.js"), "utf8");
  const version = digest("sha256", JSON.stringify(files) + program, "hex").slice(0, 16);
  const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files)};\n`;
  writeFileSync(join(folder, "sw.js"), head + program);
  return version;
}
