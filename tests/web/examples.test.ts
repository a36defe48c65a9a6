/** A learner's own examples: what is understood, what is refused and why, and how they are parted. */
import { describe, expect, it } from "vitest";
import { EXAMPLE_BOUNDS, readExamples } from "../../web/src/io/examples";
import { ReadError } from "../../web/src/io/read_error";
import { seeded } from "../../web/src/state/examples";
import { nameOf, placed, remember, textOf } from "../../web/src/state/own_texts";
import { find } from "../../web/src/strings/text";

const PAIRS = "one\tun\ntwo\tdeux\nthree\ttrois\nfour\tquatre\n";
const LABELLED = "good,yes\nfine,yes\nbad,no\npoor,no\n";

const cells = (text: string, as?: "pairs" | "labelled") =>
  readExamples(text, as).rows.map(({ first, second }) => [first, second]);

/** The code and the details of what is wrong. */
function wrong(text: string, as?: "pairs" | "labelled"): [string, Record<string, unknown>] {
  try {
    readExamples(text, as);
  } catch (error) {
    if (error instanceof ReadError) return [error.code, error.details];
    throw error;
  }
  return ["", {}];
}

describe("a learner's examples", () => {
  it("are pairs, or texts with labels where few answers come again", () => {
    expect(readExamples(PAIRS)).toMatchObject({ kind: "pairs", separator: "tab", labels: [], duplicates: 0 });
    expect(readExamples(LABELLED)).toMatchObject({ kind: "labelled", separator: "comma", labels: ["no", "yes"] });
    expect(readExamples(LABELLED, "pairs")).toMatchObject({ kind: "pairs", labels: [] });
  });

  it.each([
    ["a byte-order mark", `\uFEFF${PAIRS}`],
    ["line ends of Windows", PAIRS.replaceAll("\n", "\r\n")],
    ["line ends of old Macs", PAIRS.replaceAll("\n", "\r")],
    ["no line end at the end", PAIRS.trimEnd()],
    ["blank lines and blanks around cells", PAIRS.replaceAll("\n", " \n\n   \n").replaceAll("\t", " \t ")],
    ["semicolons", PAIRS.replaceAll("\t", ";")],
    ["quotes around every cell", PAIRS.replace(/[a-z]+/g, '"$&"')],
    ["a line of names", `Source\tTarget\n${PAIRS}`],
  ])("are read the same with %s", (_, text) => {
    expect(cells(text)).toEqual(cells(PAIRS));
  });

  it("may hold separators, quotes and line ends within quotes, and tell in which line each began", () => {
    const text = '"a, b",yes\n"say ""hi""",yes\n"two\r\nlines",no\nlast,no\n';
    expect(readExamples(text).rows).toEqual([
      { first: "a, b", second: "yes", line: 1 },
      { first: 'say "hi"', second: "yes", line: 2 },
      { first: "two lines", second: "no", line: 3 },
      { first: "last", second: "no", line: 5 },
    ]);
    expect(cells('12" record\ta\n24" wheel\tb\nx\tc\ny\td')[0], "a quote amid words is a letter").toEqual([
      '12" record',
      "a",
    ]);
  });

  it("take commas for a sentence's where semicolons part the lines", () => {
    expect(cells("Yes, I do;ja\nNo, I don't;nein\nWell;gut\nHm;hm")[0]).toEqual(["Yes, I do", "ja"]);
  });

  it("may have their labels in front", () => {
    const read = readExamples("spam\twin now\nspam\tcheap pills\nham\tsee you\nham\thello");
    expect(read).toMatchObject({ kind: "labelled", swapped: true, labels: ["ham", "spam"] });
    expect(read.rows[0]).toEqual({ first: "win now", second: "spam", line: 1 });
  });

  it("count once where a line stands twice", () => {
    expect(readExamples(PAIRS + PAIRS)).toMatchObject({ duplicates: 4, rows: { length: 4 } });
  });

  it("stay text, whatever they look like", () => {
    const hostile =
      '<img src=x onerror=alert(1)>\t=HYPERLINK("x")\n__proto__\tconstructor\n\u202Eevil\t<%= x %>\n{{x}}\t%00';
    expect(cells(hostile, "pairs")[0]).toEqual(["<img src=x onerror=alert(1)>", '=HYPERLINK("x")']);
  });

  it.each([
    ["nothing", " \n ", "empty", {}],
    ["one column", "a\nb\nc\nd", "no_separator", {}],
    ["a line of three columns", `${LABELLED}nice, really,yes\n`, "cells", { line: 5, found: 3 }],
    ["a line of one column", `${LABELLED}hello\n`, "cells", { line: 5, found: 1 }],
    ["an empty cell", `${LABELLED},yes\n`, "empty_cell", { line: 5 }],
    ["a quote that is never closed", `${LABELLED}"open,yes\nx,no\n`, "unclosed", { line: 5 }],
    ["something behind a quote", `${LABELLED}"a"b,yes\n`, "after_quote", { line: 5 }],
    ["a cell that is too long", `${LABELLED}${"x".repeat(EXAMPLE_BOUNDS.cell + 1)},yes`, "long_cell", { line: 5 }],
    ["too few lines", "a\tb\nc\td", "few_rows", { found: 2 }],
    ["a text with two labels", `${LABELLED}good,no\n`, "two_labels", { line: 5, other: 1 }],
    ["zeros, as files have them that are no text", "a\tb\0", "binary", {}],
    ["too many characters", "x\ty\n".repeat(EXAMPLE_BOUNDS.characters / 4 + 1), "long_text", {}],
    [
      "too many lines",
      Array.from({ length: EXAMPLE_BOUNDS.rows + 2 }, (_, at) => `${at}\tx${at}`).join("\n"),
      "many_rows",
      {},
    ],
  ])("are refused for %s, with the line", (_, text, code, details) => {
    const [found, said] = wrong(text);
    expect(found).toBe(code);
    expect(said).toMatchObject(details);
    expect(find(`training.own.error.${code}`), "worded").toBeDefined();
  });

  it("are refused as labelled where there is one label alone, or too many", () => {
    expect(wrong("a\tx\nb\tx\nc\tx\nd\tx")[0]).toBe("one_label");
    const many = Array.from({ length: 30 }, (_, at) => `text ${at}\tlabel ${at}`).join("\n");
    expect(wrong(many, "labelled")).toEqual(["many_labels", { found: 30, max: EXAMPLE_BOUNDS.labels }]);
    expect(readExamples(many).kind).toBe("pairs");
  });

  it("never do anything but be read or be refused, of ten thousand texts drawn at random", () => {
    const draw = seeded(11);
    const PIECES = [
      "a",
      "yes",
      "no",
      "\t",
      ",",
      ";",
      '"',
      '""',
      "\n",
      "\r\n",
      "\r",
      " ",
      "\uFEFF",
      "é",
      "\uD800",
      "text,label",
      "\0",
    ];
    for (let nth = 0; nth < 10_000; nth++) {
      const length = Math.floor(draw() * 40);
      const weights = nth % 3;
      const text = Array.from({ length }, () => PIECES[Math.floor(draw() ** (weights + 1) * PIECES.length)]).join("");
      const [code] = wrong(text);
      if (code !== "") continue;
      const read = readExamples(text);
      expect(read.rows.length).toBeGreaterThanOrEqual(EXAMPLE_BOUNDS.least);
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { first, second, line } of read.rows) {
        expect([first.trim(), second.trim()]).toEqual([first, second]);
        expect(line).toBeLessThanOrEqual(lines);
        if (read.kind === "labelled") expect(read.labels).toContain(second);
      }
    }
  });

  it("come back as they were when they are written as a table and read again", () => {
    const draw = seeded(5);
    const LETTERS = ["a", "b", '"', ",", ";", "é", "'", "x y"];
    const word = (nth: number) =>
      `${nth}${Array.from({ length: 6 }, () => LETTERS[Math.floor(draw() * LETTERS.length)]).join("")}`;
    const rows = Array.from({ length: 200 }, (_, nth) => [word(nth), word(nth)]);
    const quoted = (cell = "") => `"${cell.replaceAll('"', '""')}"`;
    for (const separator of ["\t", ",", ";"]) {
      const text = rows.map(([a, b]) => `${quoted(a)}${separator}${quoted(b)}`).join("\r\n");
      expect(cells(text, "pairs")).toEqual(rows);
    }
  });
});

describe("where a learner's text is kept", () => {
  it("is the link while it fits, else this tab, under a name", () => {
    expect(placed("a\tb")).toEqual({ data: "a\tb", own: "" });
    const long = "é".repeat(5000);
    const { data, own } = placed(long);
    expect(data).toBe("");
    expect(textOf({ data, own })).toBe(long);
    expect(textOf({ data: "", own: "unknown-5" })).toBeUndefined();
    expect(textOf({ data: "x", own: "" })).toBe("x");
  });

  it("forgets the oldest, tells texts apart, and writes half letters as what they are", () => {
    for (let at = 0; at < 40; at++) remember(`name${at}`, "x");
    expect(textOf({ data: "", own: "name0" })).toBeUndefined();
    expect(textOf({ data: "", own: "name39" })).toBe("x");
    expect(nameOf("ab")).not.toBe(nameOf("ba"));
    expect(placed("a\uD800b").data).toBe("a\uFFFDb");
    expect(placed("a😀b").data).toBe("a😀b");
  });
});
