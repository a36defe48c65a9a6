/**
 * Writes web/models/index.json from the headers of the weights that lie beside it: `node web/scripts/models.mjs`.
 * The page reads there what can be loaded, how large it is and whether it is what was cached.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { useLiteBytes } from "./use_lite.mjs";

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), "models");

/** Small enough, and wanted at once: these lie in the offline page itself. */
const INLINE = ["pronouns", "sentiment", "digits", "grammar"];
const ORDER = [
  ...INLINE.slice(0, 2),
  "sentiment-use",
  "translator-everyday",
  "translator-debian",
  "summariser",
  "language-model",
  "digits",
  "grammar",
  "use-lite",
];

/** What a weights' file says of itself. */
export function headerOf(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8"));
  const about = JSON.parse(header.__metadata__.attention_lab);
  const parameters = Object.entries(header)
    .filter(([name]) => name !== "__metadata__" && !name.endsWith(".scale"))
    .reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return { ...about, parameters };
}

export function modelIndex(folder = FOLDER) {
  const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".safetensors"))
    .map((file) => [file, readFileSync(join(folder, file))]);
  // Converted at build, and so none of the files here.
  files.push(["use-lite.safetensors", useLiteBytes()]);
  return files
    .map(([file, bytes]) => {
      const { title, kind, about, licence, task, model, labels, parameters } = headerOf(bytes);
      const name = file.replace(/\.safetensors$/, "");
      const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
      const inline = INLINE.includes(name);
      return {
        name,
        title,
        kind,
        about,
        licence,
        task,
        model,
        labels,
        parameters,
        bytes: bytes.length,
        digest,
        inline,
      };
    })
    .sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(FOLDER, "index.json"), `${JSON.stringify(modelIndex(), null, 2)}\n`);
}
