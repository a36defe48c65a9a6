/** Source maps of scripts that are bundled in memory: without what is no program, and in step with what is written in later. */
import type { Rolldown } from "vite";

type SourceMap = NonNullable<Rolldown.OutputChunk["map"]>;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The first number of a segment, and how many letters it takes. */
function firstNumber(segment: string): [value: number, letters: number] {
  let [value, shift, at] = [0, 0, 0];
  for (;;) {
    const digit = LETTERS.indexOf(segment[at++] as string);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if ((digit & 32) === 0) break;
  }
  return [value % 2 === 1 ? -Math.floor(value / 2) : value / 2, at];
}

function inLetters(value: number): string {
  let left = value < 0 ? -value * 2 + 1 : value * 2;
  let letters = "";
  do {
    const digit = left % 32;
    left = Math.floor(left / 32);
    letters += LETTERS[left > 0 ? digit + 32 : digit];
  } while (left > 0);
  return letters;
}

/** Writes `text` behind each `place` of a script, and moves what its map says of the rest of those lines. */
export function writtenIn(
  code: string,
  mappings: string,
  place: RegExp,
  text: string,
): { code: string; mappings: string } {
  const lines = code.split("\n");
  const moved = mappings.split(";").map((line, row) => {
    const ends = [...(lines[row] ?? "").matchAll(place)].map((match) => match.index + match[0].length);
    if (ends.length === 0 || line === "") return line;
    let [column, before] = [0, 0];
    return line
      .split(",")
      .map((segment) => {
        const [step, letters] = firstNumber(segment);
        column += step;
        const now = column + ends.filter((end) => end <= column).length * text.length;
        const said = inLetters(now - before);
        before = now;
        return said + segment.slice(letters);
      })
      .join(",");
  });
  return { code: code.replace(place, (match) => match + text), mappings: moved.join(";") };
}

/** The map as a file: a binary's letters and the scripts made before are in the script itself, and are no source. */
export function mapFile(map: SourceMap, mappings = map.mappings): string {
  const sources = map.sources.map((source) =>
    source.replace(/^.*?(?=virtual:)/, "").replace(/^(?:\.\.\/)+(?=web\/|src\/)/, ""),
  );
  const sourcesContent = (map.sourcesContent ?? []).map((text, at) =>
    /^virtual:|attention\.wasm/.test(sources[at] ?? "") ? "// Made while building.\n" : (text ?? ""),
  );
  return JSON.stringify({ version: 3, file: map.file, sources, sourcesContent, names: map.names, mappings });
}
