/** Readers of what strangers hand in: whatever comes, an answer or their own error, and soon. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { problemsOf } from "../../web/src/io/checks";
import { parseImported } from "../../web/src/io/imported";
import { writeNpy } from "../../web/src/io/npy";
import { readFile, readText } from "../../web/src/io/read";
import { ReadError } from "../../web/src/io/read_error";
import { guessRoles, importedOf } from "../../web/src/io/roles";
import { seeded } from "./seeded";

const golden = JSON.parse(readFileSync(new URL("../golden/printed.json", import.meta.url), "utf8")) as {
  cases: { text: string }[];
  files: { bytes: string }[];
};
const SEEDS = [
  ...golden.cases.map(({ text }) => text),
  '{"tokens":["a","b"],"attention":[[[[[0.5,0.5],[1,0]]]]]}',
  '{"format":"attention-lab project","version":1,"settings":{"text":"a"}}',
  ",The,cat\nThe,0.25,0.75\ncat,1,0\n",
  "0,5;1,5\n2;3\n",
  "h,q,k0,k1\n0,0,1,2\n0,1,3,4\n",
];
const PIECES = [
  "[",
  "]",
  "[[",
  "...",
  ",",
  ";",
  "\n",
  '"',
  "'",
  "nan",
  "-inf",
  "1e400",
  "tensor(",
  "array(",
  " * ",
  "{",
  "}",
  "\0",
  "é",
  "\ud800",
  "=",
  ":",
  "1.5",
  "<img onerror=alert(1)>",
  "\t",
  "__proto__",
];
const BOUNDS = { tokens: 512, n_heads: 16, d_k: 512, d_model: 512 };

/** Everything that the page does with what it found. */
function use(read: () => ReturnType<typeof readText>): "read" | string {
  try {
    const { arrays, tokens } = read();
    if (arrays.length === 0) return "read";
    const roles = guessRoles(arrays);
    const items = arrays.map((array, at) => ({ array, role: roles[at] ?? ("none" as const) }));
    if (problemsOf(items, tokens, BOUNDS).length === 0) {
      const made = importedOf(items, tokens);
      if (made.fitsLink) expect(parseImported(made.text)?.id).toBe(made.id);
    }
    return "read";
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return error.code;
  }
}

describe("the readers", () => {
  test("answer 6,000 mangled texts with arrays or with their own error", () => {
    const random = seeded(4);
    const upTo = (n: number): number => Math.floor(random() * n);
    const seen = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      let text = SEEDS[upTo(SEEDS.length)] as string;
      for (let changes = upTo(6); changes >= 0; changes--) {
        const [at, end] = [upTo(text.length + 1), upTo(text.length + 1)].sort((a, b) => a - b) as [number, number];
        const kind = random();
        if (kind < 0.45) text = text.slice(0, at) + PIECES[upTo(PIECES.length)] + text.slice(at);
        else if (kind < 0.75) text = text.slice(0, at) + text.slice(Math.min(end, at + 12));
        else if (kind < 0.9) text = text.slice(0, end) + text.slice(at, end) + text.slice(end);
        else text = text.slice(0, end);
      }
      const file = ["", "", "a.csv", "b.json", "c.txt"][upTo(5)] as string;
      const answer = use(() => readText(text, file));
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
    }
    // A fuzz that only ever meets one door would prove little.
    expect(seen.get("read")).toBeGreaterThan(500);
    expect(seen.size).toBeGreaterThan(10);
  });

  test("answer 4,000 mangled .npy files with arrays or with their own error", () => {
    const random = seeded(5);
    const upTo = (n: number): number => Math.floor(random() * n);
    const files = golden.files.map(({ bytes }) => Uint8Array.from(Buffer.from(bytes, "base64")));
    files.push(writeNpy(new Float32Array(6), [2, 3]));
    for (let round = 0; round < 4000; round++) {
      const bytes = (files[upTo(files.length)] as Uint8Array).slice();
      for (let changes = upTo(5); changes >= 0; changes--) bytes[upTo(Math.min(bytes.length, 160))] = upTo(256);
      use(() => readFile(random() < 0.3 ? bytes.subarray(0, upTo(bytes.length)) : bytes, "a.npy"));
    }
  });

  test("answer 20,000 mangled links with data or nothing", () => {
    const random = seeded(6);
    const upTo = (n: number): number => Math.floor(random() * n);
    const whole = "qkv|The,%3Cb%3E|q:2x2:AACAPwAAAEAAAEBAAACAQA|k:2x2:AACAPwAAAEAAAEBAAACAQA";
    expect(parseImported(whole)?.tokens).toEqual(["The", "<b>"]);
    for (let round = 0; round < 20_000; round++) {
      const at = upTo(whole.length);
      const kind = random();
      const text =
        kind < 0.5
          ? whole.slice(0, at) + "|,:x%A-9_é"[upTo(10)] + whole.slice(at + upTo(2))
          : whole.slice(0, at) + whole.slice(at + upTo(9));
      const made = parseImported(text);
      if (made) for (const { shape, data } of made.tensors) expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
    }
  });

  const TEN = 10_000_000;
  for (const [what, piece] of [
    ["brackets", "["],
    ["brackets and spaces", "[ "],
    ["brackets that close", "[]"],
    ["brackets behind words", "a [b "],
    ["names", "aaaa"],
    ["names with dots", "a.b("],
    ["calls", "tensor("],
    ["quotes", '"'],
    ["quotes inside", 'a"'],
    ["quotes twice", '"a""b",'],
    ["spaces", "  "],
    ["line ends", "\n"],
    ["numbers without end", "1"],
    ["numbers", "1,2\n"],
    ["a list", "1, "],
    ["deep objects", '{"a":'],
    ["points", "..."],
    ["tabs", "\t"],
    ["markup", "<img onerror=alert(1)>"],
  ] as const) {
    test(`come to an end with ten million characters of ${what}`, { timeout: 120_000 }, () => {
      const text = piece.repeat(Math.ceil(TEN / piece.length)).slice(0, TEN);
      use(() => readText(text));
      use(() => readText(`[[${text}`));
    });
  }
});
