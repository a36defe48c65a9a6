/** What a setting is, and the kinds that most of them are: numbers in bounds, switches, choices, lines of text, cells. */
export interface Setting<T> {
  /** What undo brings back (`document`), or merely where one looks (`view`). */
  kind: "document" | "view";
  initial: T;
  /** Text of a link to a value; undefined when it is malformed or out of bounds. */
  parse(text: string): T | undefined;
  format(value: T): string;
}

export type Kind = Setting<unknown>["kind"];

export function integer(kind: Kind, initial: number, min: number, max: number): Setting<number> & Range {
  return {
    kind,
    initial,
    min,
    max,
    parse: (text) => {
      if (!/^-?\d{1,10}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= min && value <= max ? value : undefined;
    },
    format: String,
  };
}

/** A number that need not be whole. */
export function decimal(kind: Kind, initial: number, min: number, max: number): Setting<number> & Range {
  return {
    kind,
    initial,
    min,
    max,
    parse: (text) => {
      const value = Number(text);
      return /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) && value >= min && value <= max
        ? value
        : undefined;
    },
    format: String,
  };
}

export function flag(kind: Kind, initial: boolean): Setting<boolean> {
  return {
    kind,
    initial,
    parse: (text) => (text === "1" ? true : text === "0" ? false : undefined),
    format: (value) => (value ? "1" : "0"),
  };
}

export function choice<T extends string>(
  kind: Kind,
  options: readonly [T, ...T[]],
): Setting<T> & { options: readonly T[] } {
  return {
    kind,
    options,
    initial: options[0],
    parse: (text) => options.find((option) => option === text),
    format: String,
  };
}

export function line(kind: Kind, initial: string, maxLength: number): Setting<string> & { maxLength: number } {
  return {
    kind,
    initial,
    maxLength,
    parse: (text) => (text.length <= maxLength ? text : undefined),
    format: (value) => value,
  };
}

/** `attn.scores@0,2,1`: a tensor's name and a cell's index. */
export interface CellRef {
  tensor: string;
  index: number[];
}

const CELL = /^([A-Za-z_][\w.]{0,80})@(\d{1,5}(?:,\d{1,5}){0,4})$/;

export function parseCell(text: string): CellRef | undefined {
  const match = CELL.exec(text);
  return match ? { tensor: match[1] as string, index: (match[2] as string).split(",").map(Number) } : undefined;
}

export const formatCell = (cell: CellRef): string => `${cell.tensor}@${cell.index.join(",")}`;

export interface Range {
  min: number;
  max: number;
}
