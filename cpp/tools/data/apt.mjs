// What Debian's package index holds, fetched by the machine's own apt into lists of our own: nothing is installed, and
// the machine's lists stay as they are.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../../../emsdk-config/process.mjs";

const LARGEST = 1 << 28;

function capture(command, args, options = {}) {
  try {
    return execFileSync(command, args, {
      encoding: "utf8",
      maxBuffer: LARGEST,
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
  } catch (error) {
    throw new SetupError(`${command} ${args.at(-1)}: ${error.stderr?.trim() || error.message}`);
  }
}

/** Package descriptions in each language, as the text of apt's indices: `{ en: "Package: 0ad\n...", fr: ... }`. */
export function descriptionIndices(languages, folder) {
  const lists = join(folder, "lists");
  const cache = join(folder, "cache");
  for (const path of [join(lists, "partial"), join(cache, "archives/partial")]) mkdirSync(path, { recursive: true });
  const options = [
    ...["-o", `Dir::State::Lists=${lists}`, "-o", `Dir::Cache=${cache}`],
    ...["-o", `Acquire::Languages=${languages.join(",")}`],
    ...["-o", "Acquire::IndexTargets::deb::Packages::DefaultEnabled=false"],
  ];
  capture("apt-get", [...options, "-q", "update"]);
  const files = capture("apt-get", [...options, "indextargets", "--format", "$(FILENAME)", "Created-By: Translations"])
    .split("\n")
    .filter(Boolean);
  const indices = {};
  for (const language of languages) {
    const found = files.filter((file) => file.includes(`Translation-${language}`)).sort();
    if (found.length === 0) throw new SetupError(`apt has no package descriptions in "${language}".`);
    indices[language] = found.map((file) => capture("/usr/lib/apt/apt-helper", ["cat-file", file])).join("\n");
  }
  return indices;
}

/** A folder with the files of the packages, unpacked and not installed. */
export function unpackedPackages(names, folder) {
  mkdirSync(folder, { recursive: true });
  capture("apt-get", ["-q", "download", ...names], { cwd: folder });
  const root = join(folder, "root");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    capture("dpkg", ["-x", join(folder, file), root]);
  }
  return root;
}
