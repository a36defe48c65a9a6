// Debian's packages: which are missing, and how they get here.
import { readFileSync } from "node:fs";
import { capture, run, SetupError } from "./process.mjs";

/** The system as /etc/os-release names it: `{ id: 'debian', version: '12' }`; empty strings elsewhere. */
export function operatingSystem() {
  try {
    const text = readFileSync("/etc/os-release", "utf8");
    const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(text)?.[1] ?? "";
    return { id: field("ID"), version: field("VERSION_ID") };
  } catch {
    return { id: "", version: "" };
  }
}

export const onDebian = () => operatingSystem().id === "debian";

/** Those of the named packages that dpkg does not report as installed. */
export function missingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in.
  const format = "${Package} ${db:Status-Status}\\n";
  // It fails when it does not know one of the names, after having listed the others.
  const query = `dpkg-query -W -f '${format}' "$@" || true`;
  const listed = capture("sh", ["-c", query, "sh", ...names]) ?? "";
  const installed = new Set(
    listed
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Asks apt without questions; another apt at work (a machine's first minutes) is waited for. */
async function apt(args, options) {
  const words = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", ...args];
  if (process.getuid?.() !== 0) words.unshift("sudo", "-n");
  await run(words[0], words.slice(1), { ...options, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

/**
 * Installs what is missing of the named packages, and returns what that was.
 * @throws SetupError with the command to type when it cannot be done from here.
 */
export async function installPackages(names, log = console.log) {
  const missing = missingPackages(names);
  if (missing.length === 0) return missing;
  log(`Installing from Debian: ${missing.join(" ")}`);
  try {
    const install = ["-q", "install", "-y", "--no-install-recommends", ...missing];
    const simulated = capture("apt-get", ["-s", ...install]);
    // Package lists may be absent (a fresh image) or too old (a file that the mirror no longer has).
    if (simulated === null) await apt(["-q", "update"], { quiet: true });
    try {
      await apt(install, { quiet: true });
    } catch {
      await apt(["-q", "update"], { quiet: true });
      await apt(install, { quiet: true });
    }
  } catch (error) {
    throw new SetupError(
      `${error.message}\nPackages are missing. As root, type:\n  apt-get update && apt-get install --no-install-recommends ${missing.join(" ")}\nthen run the same command again.`,
    );
  }
  return missing;
}
