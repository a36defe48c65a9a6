/** A table of numbers as spreadsheets write it: any of the usual separators, quotes, labels, decimal commas. */
import { arrayOf, count, type FoundArray, MAX_NUMBERS } from "./found";
import { numberIn } from "./printed";
import { ReadError, short } from "./read_error";

const LABEL = 80;
const LONGEST_CELL = 4096;

/** Rows of cells, quotes taken away; a quoted cell may hold separators, quotes written twice, and line ends. */
function recordsOf(text: string, separator: string): string[][] {
  const records: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let blank = true;
  let cells = 0;
  const add = (part: string): void => {
    cell += part;
    if (cell.length > LONGEST_CELL) throw new ReadError("not_number", { text: short(cell) });
  };
  const endCell = (): void => {
    row.push(cell.trim());
    cell = "";
    blank = true;
    if (++cells > MAX_NUMBERS + 4096) throw new ReadError("too_many", { max: MAX_NUMBERS });
  };
  const endRow = (): void => {
    endCell();
    if (row.some((one) => one !== "")) records.push(row);
    row = [];
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '"' && blank) {
      cell = "";
      blank = false;
      let end = at + 1;
      for (;;) {
        const next = text.indexOf('"', end);
        if (next < 0) throw new ReadError("truncated");
        add(text.slice(end, next));
        end = next + 1;
        if (text[end] !== '"') break;
        add('"');
        end++;
      }
      at = end;
      continue;
    }
    if (character === separator) endCell();
    else if (character === "\n") endRow();
    else if (character !== "\r" || text[at + 1] !== "\n") {
      if (character === "\r") endRow();
      else {
        add(character);
        if (character !== " ") blank = false;
      }
    }
    at++;
  }
  if (cell !== "" || row.length > 0) endRow();
  return records;
}

/** Tab, semicolon or comma, whichever the first lines have; else cells stand apart by spaces. */
function separatorOf(text: string): string {
  const start = text.slice(0, 4096).replace(/"[^"]*"/g, "");
  return ["\t", ";", ","].find((one) => start.includes(one)) ?? " ";
}

const DECIMAL_COMMA = /^[-+]?\d*,\d+(?:e[-+]?\d+)?$/i;

/** Spreadsheets would run a cell that begins so; our own tables write an apostrophe before it. */
const unguarded = (label: string): string => label.replace(/^'(?=[=+\-@])/, "").slice(0, LABEL);

const isNumber = (cell: string): boolean => numberIn(cell) !== undefined || DECIMAL_COMMA.test(cell);

/** `h,q,k0,k1,…`: the engine's own CSV, in which every row begins with its place along the outer axes. */
function outerAxes(header: readonly string[]): number {
  const first = header.findIndex((cell) => /^[a-z]0$/.test(cell));
  if (first < 0) return -1;
  const letter = (header[first] as string)[0];
  const usual = header.every((cell, at) => (at < first ? /^[a-z]$/.test(cell) : cell === `${letter}${at - first}`));
  return usual ? first : -1;
}

export function readCsv(text: string, name: string): FoundArray {
  const separator = separatorOf(text);
  const records =
    separator === " "
      ? recordsOf(text.replace(/[ \u00a0]+/g, " ").replace(/^ | $/gm, ""), separator)
      : recordsOf(text, separator);
  const [first] = records;
  if (!first) throw new ReadError("empty", { name });
  const outer = outerAxes(first);
  const pandas = first[0] === "" && first.length > 1;
  const hasHeader = pandas || outer >= 0 || first.some((cell) => !isNumber(cell));
  const body = hasHeader ? records.slice(1) : records;
  if (body.length === 0) throw new ReadError(records.length > 0 ? "nothing" : "empty", { name });
  // A number amid words is no header: the words are.
  const hasRowLabels = outer < 0 && (pandas || body.every((row) => !isNumber(row[0] ?? "")));
  const skip = hasRowLabels ? 1 : Math.max(0, outer);
  const width = (body[0]?.length ?? 0) - skip;
  if (width < 1) throw new ReadError("nothing");

  const numbers: number[] = [];
  let dots = false;
  let commas = false;
  for (const [at, row] of body.entries()) {
    if (row.length - skip !== width) {
      throw new ReadError("ragged", { row: at + 1, expected: width, found: row.length - skip });
    }
    for (const [col, cell] of row.slice(skip).entries()) {
      const comma = DECIMAL_COMMA.test(cell);
      const value = numberIn(comma ? cell.replace(",", ".") : cell);
      if (value === undefined) throw new ReadError("cell", { row: at + 1, col: col + 1, text: short(cell) });
      commas ||= comma;
      dots ||= cell.includes(".");
      numbers.push(value);
    }
  }
  // 1,234 beside 0.5 may be a thousand or one and a bit: a guess would be worse than a question.
  if (dots && commas) throw new ReadError("decimal");

  const shape = outer > 0 ? outerShape(body, outer, width) : [body.length, width];
  const labels = (cells: readonly string[]): string[] => cells.map(unguarded);
  return {
    ...arrayOf(name, "csv", shape, numbers),
    ...(hasRowLabels && { rowLabels: labels(body.map((row) => row[0] ?? "")) }),
    ...(hasHeader && outer < 0 && first.length >= width && { colLabels: labels(first.slice(first.length - width)) }),
  };
}

/** The sizes that the rows' own places speak of; throws where rows are missing. */
function outerShape(body: readonly (readonly string[])[], outer: number, width: number): number[] {
  const last = body.at(-1) ?? [];
  const sizes = last.slice(0, outer).map((cell) => Number(cell) + 1);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0) || count(sizes) !== body.length) {
    throw new ReadError("fill", { shape: sizes.join(" × "), expected: count(sizes), found: body.length });
  }
  return [...sizes, width];
}
