/**
 * A learner's own examples: two columns of CSV or TSV, pairs (what is read, what shall be written) or texts with a label.
 * Strict: whatever isn't understood is refused with its line, so that nothing is learned from by mistake.
 */
import { ReadError, short } from "./read_error";

export const EXAMPLE_BOUNDS = { characters: 400_000, rows: 5000, cell: 400, labels: 20, least: 4 } as const;

export type ExampleKind = "pairs" | "labelled";
const SEPARATORS = { tab: "\t", semicolon: ";", comma: "," } as const;
export type SeparatorName = keyof typeof SEPARATORS;

export interface ExampleRow {
  /** Source, or text. */
  first: string;
  /** Target, or label. */
  second: string;
  /** Where it begins in the file, counted from 1. */
  line: number;
}

export interface OwnExamples {
  kind: ExampleKind;
  separator: SeparatorName;
  /** The columns' names, where the first line was taken for them. */
  header: readonly [string, string] | null;
  /** Labels stood in the first column. */
  swapped: boolean;
  rows: readonly ExampleRow[];
  /** In the order of the alphabet; of labelled texts. */
  labels: readonly string[];
  /** Rows that stood there before, and count once. */
  duplicates: number;
}

interface Record {
  cells: string[];
  line: number;
}

/** RFC 4180, with any separator: a quoted cell may hold separators, line ends, and quotes written twice. */
class Scanner {
  #at = 0;
  #line = 1;

  constructor(
    readonly text: string,
    readonly separator: string,
  ) {}

  get done(): boolean {
    return this.#at >= this.text.length;
  }

  record(): Record {
    const line = this.#line;
    const cells = [this.#cell()];
    while (this.text[this.#at] === this.separator) {
      this.#at++;
      cells.push(this.#cell());
    }
    this.#newline();
    return { cells, line };
  }

  #newline(): void {
    if (this.text[this.#at] === "\r") this.#at++;
    if (this.text[this.#at] === "\n") this.#at++;
    this.#line++;
  }

  #cell(): string {
    const start = this.#at;
    while (this.text[this.#at] === " ") this.#at++;
    if (this.text[this.#at] === '"') return this.#quoted();
    this.#at = start;
    while (!this.done && !this.#ends()) this.#at++;
    return this.text.slice(start, this.#at).trim();
  }

  #ends(): boolean {
    const letter = this.text[this.#at];
    return letter === this.separator || letter === "\n" || letter === "\r";
  }

  #quoted(): string {
    const line = this.#line;
    let cell = "";
    this.#at++;
    for (;;) {
      const end = this.text.indexOf('"', this.#at);
      if (end < 0) throw new ReadError("unclosed", { line });
      cell += this.text.slice(this.#at, end);
      this.#at = end + 1;
      if (this.text[this.#at] !== '"') break;
      cell += '"';
      this.#at++;
    }
    this.#line += cell.split(/\r\n|\r|\n/).length - 1;
    while (this.text[this.#at] === " ") this.#at++;
    if (!this.done && !this.#ends()) throw new ReadError("after_quote", { line: this.#line });
    return cell.replace(/\s+/gu, " ").trim();
  }
}

const LOOKED_AT = 50;

/** How many of the first records a separator cuts in two, until one can't be read with it. */
function cutInTwo(text: string, separator: string): { found: number; error?: unknown } {
  const scanner = new Scanner(text, separator);
  let found = 0;
  try {
    for (let nth = 0; nth < LOOKED_AT && !scanner.done; nth++) found += scanner.record().cells.length === 2 ? 1 : 0;
  } catch (error) {
    return { found, error };
  }
  return { found };
}

/** The one that cuts most of the first records in two: a sentence has commas, a table in German semicolons. */
function separatorOf(text: string): SeparatorName {
  const names = Object.keys(SEPARATORS) as SeparatorName[];
  const cuts = names.map((name) => cutInTwo(text, SEPARATORS[name]));
  const best = Math.max(...cuts.map(({ found }) => found));
  if (best === 0) throw cuts.find(({ error }) => error)?.error ?? new ReadError("no_separator");
  return names[cuts.findIndex(({ found }) => found === best)] as SeparatorName;
}

function recordsOf(text: string, separator: SeparatorName): Record[] {
  const scanner = new Scanner(text, SEPARATORS[separator]);
  const records: Record[] = [];
  while (!scanner.done) {
    const record = scanner.record();
    if (record.cells.every((cell) => cell === "")) continue;
    if (record.cells.length !== 2) {
      throw new ReadError("cells", {
        line: record.line,
        found: record.cells.length,
        text: short(record.cells[0] ?? ""),
      });
    }
    if (record.cells.some((cell) => cell === "")) throw new ReadError("empty_cell", { line: record.line });
    if (record.cells.some((cell) => cell.length > EXAMPLE_BOUNDS.cell)) {
      throw new ReadError("long_cell", { line: record.line, max: EXAMPLE_BOUNDS.cell });
    }
    // And a header.
    if (records.length > EXAMPLE_BOUNDS.rows) throw new ReadError("many_rows", { max: EXAMPLE_BOUNDS.rows });
    records.push(record);
  }
  return records;
}

/** What columns of examples are called; both names have to be among them for a first line to be names. */
const COLUMNS = new Set(
  (
    "text texts sentence sentences review comment message phrase document label labels class category sentiment source " +
    "target input output question answer english french german spanish italian from to translation summary prompt " +
    "completion"
  ).split(" "),
);

function headerOf([first]: readonly Record[]): readonly [string, string] | null {
  const [a = "", b = ""] = first?.cells ?? [];
  return [a, b].every((name) => COLUMNS.has(name.toLowerCase())) ? [a, b] : null;
}

/** Few different ones that come again, none of them long: labels rather than answers. */
function areLabels(cells: readonly string[]): boolean {
  const kinds = new Set(cells);
  const most = Math.min(EXAMPLE_BOUNDS.labels, Math.floor(cells.length / 2));
  return kinds.size <= most && cells.every((cell) => cell.length <= 40);
}

function withoutDuplicates(rows: readonly ExampleRow[]): ExampleRow[] {
  const seen = new Set<string>();
  return rows.filter(({ first, second }) => {
    const key = `${first}\t${second}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** @throws where a text stands with two labels, where there is one label alone, or too many */
function checkedLabels(rows: readonly ExampleRow[]): string[] {
  const known = new Map<string, ExampleRow>();
  for (const row of rows) {
    const other = known.get(row.first);
    if (other) throw new ReadError("two_labels", { line: row.line, other: other.line, text: short(row.first) });
    known.set(row.first, row);
  }
  const labels = [...new Set(rows.map(({ second }) => second))].sort();
  if (labels.length < 2) throw new ReadError("one_label", { text: short(labels[0] ?? "") });
  if (labels.length > EXAMPLE_BOUNDS.labels) {
    throw new ReadError("many_labels", { found: labels.length, max: EXAMPLE_BOUNDS.labels });
  }
  return labels;
}

/** @throws ReadError, with the `line` that is wrong where one is */
export function readExamples(given: string, as: ExampleKind | "auto" = "auto"): OwnExamples {
  const text = given.replace(/^\uFEFF/, "").normalize("NFC");
  if (text.trim() === "") throw new ReadError("empty");
  if (text.length > EXAMPLE_BOUNDS.characters) throw new ReadError("long_text", { max: EXAMPLE_BOUNDS.characters });
  // No text that people write has it, and every file that is none.
  if (text.includes("\0")) throw new ReadError("binary");
  const separator = separatorOf(text);
  const records = recordsOf(text, separator);
  const header = headerOf(records);
  const body = header ? records.slice(1) : records;
  const plain = body.map(({ cells: [first = "", second = ""], line }) => ({ first, second, line }));
  const [inSecond, inFirst] = [
    areLabels(plain.map(({ second }) => second)),
    areLabels(plain.map(({ first }) => first)),
  ];
  const kind = as === "auto" ? (inSecond || inFirst ? "labelled" : "pairs") : as;
  const swapped = kind === "labelled" && inFirst && !inSecond;
  const all = swapped ? plain.map(({ first, second, line }) => ({ first: second, second: first, line })) : plain;
  const rows = withoutDuplicates(all);
  if (rows.length > EXAMPLE_BOUNDS.rows) throw new ReadError("many_rows", { max: EXAMPLE_BOUNDS.rows });
  if (rows.length < EXAMPLE_BOUNDS.least)
    throw new ReadError("few_rows", { found: rows.length, least: EXAMPLE_BOUNDS.least });
  const labels = kind === "labelled" ? checkedLabels(rows) : [];
  return { kind, separator, header, swapped, rows, labels, duplicates: all.length - rows.length };
}
