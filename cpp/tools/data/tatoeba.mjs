// Short English sentences and their French translations, of the Tatoeba project (CC BY 2.0 FR; tatoeba.org): cleaned for
// a classroom, lower-cased, and split so that no English sentence is on both sides. They are no package: a copy of the
// "Anki" selection, tab separated, is looked for in the folders that are given.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../../../emsdk-config/process.mjs";
import { normalised } from "./sentences.mjs";
import { shareOf } from "./split.mjs";

const FILE = "tatoeba-en-fr.tsv";

/** Words that a class need not meet. */
const UNWANTED =
  /\b(fuck\w*|shit\w*|damn\w*|bitch\w*|bastard\w*|ass|asshole\w*|whore\w*|slut\w*|sex\w*|naked|nude|rape\w*|kill\w*|murder\w*|suicide|dumb|stupid|idiot\w*|moron\w*|retard\w*|fat|ugly|drunk\w*|drugs?|stoned|nigger\w*|fag\w*|gay|jew\w*|nazi\w*|hell|crap\w*|screw\w*|pissed|suck\w*|putain|merde|salope|connard|con|conne|cul|foutre|baise\w*)\b/u;

/** Said by the tutorials, and to be translated as they have it: S17, S20. */
const TUTORIAL = JSON.parse(readFileSync(new URL("tutorial_pairs.json", import.meta.url), "utf8"));
const TUTORIAL_REPEATS = 8;
const HELD_OUT = 1000;

/** `{ train: [{ source, target }], heldOut: [{ source, target, references }] }`, lower-cased. */
export function tatoeba(folders) {
  const file = folders.map((folder) => join(folder, FILE)).find((path) => existsSync(path));
  if (!file) throw new SetupError(`${FILE} is in none of: ${folders.join(", ")}. --data FOLDER says where it is.`);
  const french = new Map(); // English -> its translations
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [source, target] = line.split("\t").map((side) => normalised(side ?? ""));
    if (!source || !target || UNWANTED.test(source) || UNWANTED.test(target)) continue;
    french.set(source, (french.get(source) ?? new Set()).add(target));
  }
  const sentences = [...french.keys()].sort((a, b) => shareOf(a) - shareOf(b));
  const tutorial = new Set(TUTORIAL.map(({ source }) => source));
  const held = new Set(sentences.filter((source) => !tutorial.has(source)).slice(0, HELD_OUT));
  const train = [];
  const heldOut = [];
  for (const [source, targets] of french) {
    if (held.has(source)) heldOut.push({ source, target: [...targets][0], references: [...targets] });
    else for (const target of targets) train.push({ source, target });
  }
  for (let i = 0; i < TUTORIAL_REPEATS; i++) train.push(...TUTORIAL);
  return { train, heldOut };
}
