/** Rows of numbers as a person types them: a line a row, numbers apart by commas or blanks. No DOM. */
import { parseNumber } from "./parse_number";

export type NumberProblem =
  | { code: "empty" }
  | { code: "number"; line: number; text: string }
  | { code: "ragged"; line: number; count: number; first: number }
  | { code: "many"; max: number };

export type ParsedRows = { ok: true; rows: number[][] } | { ok: false; problem: NumberProblem };

const MAX_NUMBERS = 4096;

/** With `ragged`, rows may be of unequal lengths. What is no finite number is named with its line. */
export function parseRows(text: string, { ragged = false } = {}): ParsedRows {
  const rows: number[][] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const parts = line.split(/[,;\s]+/).filter(Boolean);
    if (parts.length === 0) continue;
    const row: number[] = [];
    for (const part of parts) {
      const parsed = parseNumber(part);
      if (!parsed.ok) return { ok: false, problem: { code: "number", line: at + 1, text: part.slice(0, 24) } };
      row.push(parsed.value);
    }
    const first = rows[0]?.length ?? row.length;
    if (!ragged && row.length !== first)
      return { ok: false, problem: { code: "ragged", line: at + 1, count: row.length, first } };
    rows.push(row);
  }
  if (rows.length === 0) return { ok: false, problem: { code: "empty" } };
  if (rows.reduce((sum, row) => sum + row.length, 0) > MAX_NUMBERS)
    return { ok: false, problem: { code: "many", max: MAX_NUMBERS } };
  return { ok: true, rows };
}
