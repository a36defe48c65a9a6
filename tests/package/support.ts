/** The package as npm packs it, installed into projects of somebody else's: nothing of this checkout is beside them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const npm = (args: string[], cwd: string): string =>
  // A shell, because npm is a script with another name on Windows.
  execFileSync("npm", [...args, "--loglevel=error"], { cwd, encoding: "utf8", shell: process.platform === "win32" });

export interface Packed {
  /** A folder for projects; it has a space and an accent in its name. */
  folder: string;
  tarball: string;
  /** What is in the tarball. */
  files: string[];
  remove(): void;
}

/** Packs the built package. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), "attention package é "));
  const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], ROOT));
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  return {
    folder,
    tarball: join(folder, tarball),
    files: packed.files.map(({ path }: { path: string }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A project of these files with the tarball installed, without a network: it must need nothing else. */
export function project({ folder, tarball }: Packed, name: string, files: Record<string, string>): string {
  const root = join(folder, name);
  mkdirSync(root);
  const about = { name, private: true, type: "module" };
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(about), ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  npm(["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], root);
  return root;
}
