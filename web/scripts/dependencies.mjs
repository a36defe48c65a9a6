// Sees to Node's version and to node_modules. Node built-ins only: it runs before `npm ci`.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "../../emsdk-config/lock.mjs";
import { run, SetupError } from "../../emsdk-config/process.mjs";

/** The checkout's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const OLDEST_NODE = 20;

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
  } catch {
    return null;
  }
}

/** Whether node_modules holds what package-lock.json names; npm notes what it installed in a lock file of its own there. */
export function dependenciesInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = present[path];
    return there
      ? there.version === entry.version && (entry.optional || existsSync(join(ROOT, path)))
      : entry.optional === true;
  });
}

/** @throws SetupError when Node is too old or the packages cannot be installed. */
export async function ensureDependencies(log = console.log) {
  if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
    throw new SetupError(`Attention Lab needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
  }
  if (dependenciesInstalled()) return;
  await withLock(join(ROOT, ".npm-install.lock"), log, async () => {
    if (dependenciesInstalled()) return;
    log("Installing npm packages ...");
    try {
      // A shell, because npm is a script with another name on Windows. Development packages are what builds the page.
      await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: ROOT,
        shell: process.platform === "win32",
      });
    } catch (error) {
      throw new SetupError(
        `${error.message}\nThe npm packages were not installed. Check the network ("npm ping"), then run the same command again.`,
      );
    }
  });
}
