/**
 * A chain of words as a person types it: a line a word, `the: cat 3, dog 1`, saying how often each next word follows.
 * Everything that a search finds in it can be checked on paper.
 */

export const START = "<start>";
export const END = "<end>";
export const MAX_WORDS = 16;
const MAX_COUNT = 1_000_000;
const MAX_WORD = 24;

export interface Chain {
  /** `<start>` first, `<end>` last. */
  words: string[];
  /** Row-major, a row for each word: how often each word follows it. */
  counts: Float32Array;
}

export type ChainProblem =
  | { code: "empty" }
  | { code: "line"; line: number; text: string }
  | { code: "count"; line: number; text: string }
  | { code: "twice"; line: number; text: string }
  | { code: "long"; line: number; text: string }
  | { code: "words"; max: number }
  | { code: "start" }
  | { code: "dead"; text: string };

export type ParsedChain = { ok: true; chain: Chain } | { ok: false; problem: ChainProblem };

const refuse = (problem: ChainProblem): ParsedChain => ({ ok: false, problem });
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Reads the lines; says which of them can't be read, and why. */
export function parseChain(text: string): ParsedChain {
  const rows = new Map<string, Map<string, number>>();
  const lines = text.split("\n");
  for (const [at, whole] of lines.entries()) {
    const line = at + 1;
    if (whole.trim() === "") continue;
    const match = /^\s*([^\s:,]+)\s*:(.*)$/.exec(whole);
    if (!match) return refuse({ code: "line", line, text: short(whole.trim()) });
    const word = match[1] as string;
    if (rows.has(word) || word === END) return refuse({ code: "twice", line, text: short(word) });
    if (word.length > MAX_WORD) return refuse({ code: "long", line, text: short(word) });
    const row = new Map<string, number>();
    for (const part of (match[2] as string).split(",")) {
      if (part.trim() === "") continue;
      const pair = /^\s*([^\s:,]+)\s+(\S+)\s*$/.exec(part);
      if (!pair || pair[1] === START) return refuse({ code: "line", line, text: short(part.trim()) });
      const [next, typed] = [pair[1] as string, pair[2] as string];
      const count = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
      if (!(count <= MAX_COUNT)) return refuse({ code: "count", line, text: short(typed) });
      if (next.length > MAX_WORD) return refuse({ code: "long", line, text: short(next) });
      if (row.has(next)) return refuse({ code: "twice", line, text: short(next) });
      row.set(next, count);
    }
    rows.set(word, row);
  }
  if (rows.size === 0) return refuse({ code: "empty" });
  if (!rows.has(START)) return refuse({ code: "start" });
  const inner = [...rows.keys(), ...[...rows.values()].flatMap((row) => [...row.keys()])];
  const words = [START, ...new Set(inner.filter((word) => word !== START && word !== END)), END];
  if (words.length > MAX_WORDS) return refuse({ code: "words", max: MAX_WORDS });
  const counts = new Float32Array(words.length ** 2);
  for (const [at, word] of words.entries()) {
    if (word === END) continue;
    const row = rows.get(word);
    if (!row || ![...row.values()].some((count) => count > 0)) return refuse({ code: "dead", text: short(word) });
    for (const [next, count] of row) counts[at * words.length + words.indexOf(next)] = count;
  }
  return { ok: true, chain: { words, counts } };
}

/** The lines of a chain; what never follows is left out. */
export function formatChain({ words, counts }: Chain): string {
  return words
    .slice(0, -1)
    .map((word, at) => {
      const row = words.flatMap((next, to) => {
        const count = counts[at * words.length + to] ?? 0;
        return count > 0 ? [`${next} ${count}`] : [];
      });
      return `${word}: ${row.join(", ")}`;
    })
    .join("\n");
}

/** The chain's text with one count changed. */
export function withCount(chain: Chain, row: number, col: number, count: number): string {
  const counts = chain.counts.slice();
  counts[row * chain.words.length + col] = count;
  return formatChain({ words: chain.words, counts });
}

/**
 * The logits whose softmax gives each count's share of its row: the natural logarithm, minus infinity for what never
 * follows. [words, words]; the row of `<end>` is never read and leads to itself.
 */
export function chainLogits({ words, counts }: Chain): { data: Float32Array; shape: [number, number] } {
  const size = words.length;
  const data = Float32Array.from(counts, (count) => Math.log(count));
  data[size * size - 1] = 0;
  return { data, shape: [size, size] };
}
