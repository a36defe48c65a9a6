/** Whether what a reader brought can be walked through: what was expected, what came, and what would mend it. */
import type { FoundArray } from "./found";
import {
  allowedOf,
  type Bounds,
  type Fix,
  type Item,
  itemsWith,
  layersOf,
  type Problem,
  type Role,
  sizesOf,
  squeezed,
} from "./roles";

const LABEL: Partial<Record<Role, string>> = { q: "Q", k: "K", v: "V", x: "X", w_q: "W_q", w_k: "W_k", w_v: "W_v" };
const SINGLE: readonly Role[] = ["q", "k", "v", "mask", "x", "w_q", "w_k", "w_v", "matrix"];
const MAX_LAYERS = 48;

class Complaints {
  readonly list: Problem[] = [];

  constructor(
    readonly items: readonly Item[],
    readonly bounds: Bounds,
  ) {}

  say(code: Problem["code"], details: Problem["details"] = {}, fixes: Fix[] = []): void {
    this.list.push({ code, details, fixes });
  }

  at(role: Role): number {
    return this.items.findIndex((item) => item.role === role);
  }

  array(role: Role): FoundArray | undefined {
    return this.items[this.at(role)]?.array;
  }

  size(role: Role, what: "tokens" | "n_heads" | "d_k" | "d_model", found: number): void {
    if (found > this.bounds[what]) this.say("size", { role: label(role), what, max: this.bounds[what], found });
  }
}

const label = (role: Role): string => LABEL[role] ?? role;

/** One sentence, at most one axis of heads. */
function checkAxes(check: Complaints, role: Role, most: number): boolean {
  const array = check.array(role);
  if (!array) return true;
  const sizes = squeezed(array.shape, most);
  if (sizes.length <= most) return true;
  check.say("batch", { role: label(role), shape: array.shape.join(" × "), count: sizes[0] ?? 1 }, [
    { kind: "first", item: check.at(role) },
  ]);
  return false;
}

function checkWords(check: Complaints, tokens: readonly string[], counts: readonly number[]): void {
  if (tokens.length === 0 || counts.includes(tokens.length)) return;
  check.say("words", { expected: counts[0] ?? 0, found: tokens.length }, [{ kind: "words" }]);
}

function checkQkv(check: Complaints, tokens: readonly string[]): void {
  const fine = (["q", "k", "v"] as const).map((role) => checkAxes(check, role, 3));
  const [q, k, v, mask] = (["q", "k", "v", "mask"] as const).map((role) => check.array(role));
  for (const role of ["q", "k"] as const) {
    if (check.at(role) >= 0) continue;
    const free = check.items.findIndex((item) => item.role === "none" || item.role === "matrix");
    check.say("missing", { role: label(role) }, free >= 0 ? [{ kind: "role", item: free, role }] : []);
  }
  if (!q || !k || fine.includes(false)) return;
  const [a, b] = [sizesOf(q), sizesOf(k)];
  check.size("q", "tokens", a.rows);
  check.size("k", "tokens", b.rows);
  check.size("q", "n_heads", a.heads);
  check.size("q", "d_k", a.cols);
  if (a.heads !== b.heads) check.say("heads", { role: "K", expected: a.heads, found: b.heads });
  else if (a.cols !== b.cols) {
    const turns: Fix[] = [
      ...(b.rows === a.cols ? [{ kind: "turn", item: check.at("k") } as const] : []),
      ...(a.rows === b.cols ? [{ kind: "turn", item: check.at("q") } as const] : []),
    ];
    check.say("columns", { expected: a.cols, found: b.cols }, turns);
  }
  if (v) {
    const c = sizesOf(v);
    check.size("v", "d_k", c.cols);
    if (c.heads !== b.heads) check.say("heads", { role: "V", expected: b.heads, found: c.heads });
    else if (c.rows !== b.rows) {
      check.say(
        "rows",
        { expected: b.rows, found: c.rows },
        c.cols === b.rows ? [{ kind: "turn", item: check.at("v") }] : [],
      );
    }
  }
  if (mask && checkAxes(check, "mask", 2)) {
    const { rows, cols } = sizesOf(mask);
    if (rows !== a.rows || cols !== b.rows) {
      const turn = rows === b.rows && cols === a.rows;
      check.say(
        "mask",
        { expected: `${a.rows} × ${b.rows}`, found: `${rows} × ${cols}` },
        turn ? [{ kind: "turn", item: check.at("mask") }] : [],
      );
    } else if (!allowedOf(mask.data)) check.say("mask_values");
  }
  checkWords(check, tokens, [a.rows, b.rows]);
}

function checkX(check: Complaints, tokens: readonly string[]): void {
  const x = check.array("x");
  if (!x) {
    check.say("missing", { role: "X" });
    return;
  }
  if (!checkAxes(check, "x", 2)) return;
  const { rows, cols } = sizesOf(x);
  check.size("x", "tokens", rows);
  check.size("x", "d_model", cols);
  const first = (["w_q", "w_k", "w_v"] as const).find((role) => check.at(role) >= 0);
  for (const role of ["w_q", "w_k", "w_v"] as const) {
    const w = check.array(role);
    if (!w || !first || !checkAxes(check, role, 3)) continue;
    const own = sizesOf(w);
    const other = sizesOf(check.array(first) as FoundArray);
    check.size(role, "n_heads", own.heads);
    check.size(role, "d_k", own.cols);
    if (own.rows !== cols) {
      check.say(
        "width",
        { role: label(role), expected: cols, found: own.rows },
        own.cols === cols ? [{ kind: "turn", item: check.at(role) }] : [],
      );
    } else if (own.heads !== other.heads) {
      check.say("heads", { role: label(role), expected: other.heads, found: own.heads });
    } else if (role === "w_k" && first === "w_q" && own.cols !== other.cols) {
      check.say("columns", { expected: other.cols, found: own.cols });
    }
  }
  checkWords(check, tokens, [rows]);
}

function checkAttention(check: Complaints, tokens: readonly string[]): void {
  let size: string | undefined;
  let layers = 0;
  let pair: number[] = [];
  for (const [at, { array, role }] of check.items.entries()) {
    if (role !== "attention") continue;
    const sizes = layersOf(array);
    if (!sizes || array.shape.length < 2) {
      const shape = array.shape.join(" × ");
      check.say("axes", { name: array.name, shape }, array.shape.length > 4 ? [{ kind: "first", item: at }] : []);
      return;
    }
    const [depth = 1, heads = 1, rows = 1, cols = 1] = sizes;
    layers += depth;
    pair = [rows, cols];
    const own = `${rows} × ${cols}`;
    size ??= own;
    if (size !== own) check.say("layers", { expected: size, found: own }, [{ kind: "role", item: at, role: "none" }]);
    check.size("attention", "n_heads", heads);
    check.size("attention", "tokens", Math.max(rows, cols));
  }
  if (layers > MAX_LAYERS) check.say("size", { role: "attention", what: "layers", max: MAX_LAYERS, found: layers });
  checkWords(check, tokens, pair);
}

/** All that stands in the way of a walk, the first first; empty where it can begin. */
export function problemsOf(items: readonly Item[], tokens: readonly string[], bounds: Bounds): Problem[] {
  const check = new Complaints(items, bounds);
  const used = items.filter((item) => item.role !== "none");
  if (used.length === 0) {
    check.say("nothing");
    return check.list;
  }
  for (const role of SINGLE) {
    const all = items.flatMap((item, at) => (item.role === role ? [at] : []));
    const extra = all[1];
    if (extra !== undefined) check.say("twice", { role: label(role) }, [{ kind: "role", item: extra, role: "none" }]);
  }
  for (const { array, role } of used) {
    if (!array.flaw || (role === "mask" && allowedOf(array.data))) continue;
    check.say("flaw", {
      name: array.name || label(role),
      text: array.flaw.text,
      place: array.flaw.index.map((at) => at + 1).join(", "),
    });
  }
  if (itemsWith(items, "q").length + itemsWith(items, "k").length > 0) checkQkv(check, tokens);
  else if (used.some(({ role }) => role === "x" || role.startsWith("w_"))) checkX(check, tokens);
  else if (itemsWith(items, "attention").length > 0) checkAttention(check, tokens);
  else if (itemsWith(items, "matrix").length > 0) {
    if (checkAxes(check, "matrix", 3)) {
      const { rows, cols, heads } = sizesOf(check.array("matrix") as FoundArray);
      check.size("matrix", "tokens", Math.max(rows, cols));
      check.size("matrix", "n_heads", heads);
      checkWords(check, tokens, [rows]);
    }
  } else check.say("missing", { role: "Q" });
  return check.list;
}
