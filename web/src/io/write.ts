/** A matrix as text for other programs: tables, LaTeX, and literals that NumPy and PyTorch read. */
import { TEX_ESCAPES } from "../trace/tex";

export interface Table {
  /** Row-major. */
  data: ArrayLike<number>;
  rows: number;
  cols: number;
  /** Empty where rows have no names. */
  rowLabels: readonly string[];
  colLabels: readonly string[];
}

const cell = ({ data, cols }: Table, row: number, col: number): number => data[row * cols + col] ?? Number.NaN;

const indices = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** As few digits as bring back the same float. */
export function shortest(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/** A spreadsheet runs what begins so; with an apostrophe before it, it is text. */
function guarded(label: string): string {
  const text = /^[=+\-@]/.test(label) ? `'${label}` : label;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replace(/"/g, '""')}"` : text;
}

export function tableCsv(table: Table): string {
  const named = table.rowLabels.length > 0;
  const header = [...(named ? [""] : []), ...table.colLabels.map(guarded)].join(",");
  const rows = indices(table.rows).map((row) =>
    [
      ...(named ? [guarded(table.rowLabels[row] ?? "")] : []),
      ...indices(table.cols).map((col) => shortest(cell(table, row, col))),
    ].join(","),
  );
  return `${[header, ...rows].join("\n")}\n`;
}

/** The first rows and columns, where there are more. */
export function cropped(table: Table, most: number): Table {
  const [rows, cols] = [Math.min(table.rows, most), Math.min(table.cols, most)];
  if (rows === table.rows && cols === table.cols) return table;
  return {
    data: indices(rows * cols).map((at) => cell(table, Math.floor(at / cols), at % cols)),
    rows,
    cols,
    rowLabels: table.rowLabels.slice(0, rows),
    colLabels: table.colLabels.slice(0, cols),
  };
}

/** All axes of a tensor: a column for the place along each outer one, `h,q,k0,k1`, as the engine writes it. */
export function tensorCsv(data: ArrayLike<number>, shape: readonly number[], axes: string): string {
  const cols = shape.at(-1) ?? 1;
  const outer = shape.slice(0, -1);
  const last = axes.at(-1) ?? "x";
  const header = [...axes.slice(0, -1), ...indices(cols).map((at) => `${last}${at}`)].join(",");
  const rows = indices(outer.reduce((product, size) => product * size, 1)).map((row) => {
    const place: number[] = [];
    let rest = row;
    for (const size of [...outer].reverse()) {
      place.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return [...place, ...indices(cols).map((col) => shortest(data[row * cols + col] ?? Number.NaN))].join(",");
  });
  return `${[header, ...rows].join("\n")}\n`;
}

const LATEX: Readonly<Record<string, string>> = {
  ...TEX_ESCAPES,
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
};

/** Text that LaTeX sets as it stands, in a cell of a table. */
export const escapeLatex = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/[\\{}$&#%_^~<>|"]/g, (character) => LATEX[character] ?? character);

function latexNumber(value: number, digits: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "$\\infty$" : "$-\\infty$";
  const text = value.toFixed(digits);
  // A hyphen is no minus, and −0.00 is nothing.
  return Number(text) === 0 ? (0).toFixed(digits) : text.startsWith("-") ? `$-${text.slice(1)}$` : text;
}

/** A plain tabular: no package is needed for it. */
export function tableLatex(table: Table, { caption, digits = 2 }: { caption: string; digits?: number }): string {
  const named = table.rowLabels.length > 0;
  const line = (cells: readonly string[]): string => `  ${cells.join(" & ")} \\\\`;
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\begin{tabular}{${named ? "l" : ""}${"r".repeat(table.cols)}}`,
    "  \\hline",
    line([...(named ? [""] : []), ...table.colLabels.map(escapeLatex)]),
    "  \\hline",
    ...indices(table.rows).map((row) =>
      line([
        ...(named ? [escapeLatex(table.rowLabels[row] ?? "")] : []),
        ...indices(table.cols).map((col) => latexNumber(cell(table, row, col), digits)),
      ]),
    ),
    "  \\hline",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

/** `{ name, shape, rows, columns, data }`; NaN and the infinities as strings, for JSON has no word for them. */
export function tableJson(table: Table, name: string): string {
  const number = (value: number): number | string => (Number.isFinite(value) ? Number(shortest(value)) : String(value));
  return JSON.stringify({
    name,
    shape: [table.rows, table.cols],
    ...(table.rowLabels.length > 0 && { rows: table.rowLabels }),
    columns: table.colLabels,
    data: indices(table.rows).map((row) => indices(table.cols).map((col) => number(cell(table, row, col)))),
  });
}

const identifier = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^(?=\d)|^$/, "m_")
    .replace(/^_+|_+$/g, "") || "m";

/** `Q = np.array([[…]], dtype=np.float32)`, or the same for PyTorch. */
export function literal(table: Table, name: string, library: "numpy" | "pytorch"): string {
  const word = (value: number): string => {
    const text = shortest(value);
    return /[a-z]$/.test(text)
      ? `${text.startsWith("-") ? "-" : ""}${library === "numpy" ? "np" : "torch"}.${text.replace("-", "")}`
      : text;
  };
  const rows = indices(table.rows)
    .map(
      (row) =>
        `    [${indices(table.cols)
          .map((col) => word(cell(table, row, col)))
          .join(", ")}],`,
    )
    .join("\n");
  const [call, type] = library === "numpy" ? ["np.array", "np.float32"] : ["torch.tensor", "torch.float32"];
  return `${identifier(name)} = ${call}([\n${rows}\n], dtype=${type})\n`;
}
