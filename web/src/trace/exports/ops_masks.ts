/** Mask rules, masks joined, and the two ways in which a mask meets the scores (S08). */
import { alike, type OpExport, type StepScript, tuple } from "./step_script";

/** Which key a query may see, on `query` (a column) and `key` (a row): valid in both libraries. */
export function comparison(s: StepScript, queries: number, keys: number): string {
  const at = (name: string): number => s.number(name, 0);
  const plus = (name: string): string => (at(name) === 0 ? "" : ` + ${at(name)}`);
  const lengths = (): string => `${s.in(0)}[:, None, None]`;
  const window = `(key >= query - ${at("left")}) & (key <= query + ${at("right")})`;
  switch (s.text("rule", "none")) {
    case "causal":
      return `key <= query${plus("offset")}`;
    case "padding":
      return `key < ${keys} - ${at("count")}`;
    case "prefix":
      return `(key <= query) | (key < ${at("length")})`;
    case "window":
      return window;
    case "lengths":
      return `key < ${lengths()}`;
    case "frontier":
      return `key <= query + ${lengths()} - ${queries}`;
    case "dilated":
      return `${window} & ((key - query) % ${s.number("dilation", 1)} == 0)`;
    case "global":
      return `(key < ${at("count")}) | (query < ${at("count")})`;
    case "block":
      return `key // ${s.number("size", 1)} == query // ${s.number("size", 1)}`;
    default:
      return "key == key";
  }
}

/** `query` and `key`, which a comparison speaks of. */
export const places = (s: StepScript, queries: number, keys: number): string =>
  `query, key = ${s.lib}.arange(${queries})[:, None], ${s.lib}.arange(${keys})[None, :]`;

function maskRule(s: StepScript): string[] {
  const [queries, keys] = [s.size(s.output.at(-2) ?? ""), s.size(s.output.at(-1) ?? "")];
  const broadcast = `${s.lib}.broadcast_to(${comparison(s, queries, keys)}, ${tuple(s.shape)})`;
  return [places(s, queries, keys), `${broadcast}${s.lib === "np" ? ".astype(float)" : ".double()"}`];
}

const logic = (cpp: string, sign: string): OpExport => {
  const joined = (s: StepScript): string =>
    s
      .all()
      .map((mask) => `(${mask} != 0)`)
      .join(` ${sign} `);
  return {
    cpp,
    numpy: (s) => `np.broadcast_to(${joined(s)}, ${tuple(s.shape)}).astype(float)`,
    pytorch: (s) => `torch.broadcast_to(${joined(s)}, ${tuple(s.shape)}).double()`,
  };
};

const fill = (s: StepScript): string => s.write(s.number("fill", Number.NEGATIVE_INFINITY));

export const MASKS: Record<string, OpExport> = {
  mask_rule: alike("kMaskRule", maskRule),
  mask_and: logic("kMaskAnd", "&"),
  mask_or: logic("kMaskOr", "|"),
  mask: {
    cpp: "kMask",
    numpy: (s) => `np.where(${s.under(1)} != 0, ${s.in(0)}, ${fill(s)})`,
    pytorch: (s) => `${s.in(0)}.masked_fill(${s.under(1)} == 0, ${fill(s)})`,
  },
  mask_bias: {
    cpp: "kMaskBias",
    numpy: (s) => `np.where(${s.in(0)} != 0, 0.0, -np.inf)`,
    pytorch: (s) => `torch.zeros_like(${s.in(0)}).masked_fill(${s.in(0)} == 0, -torch.inf)`,
  },
  add_mask: {
    cpp: "kAddMask",
    numpy: (s) => `np.where(np.isneginf(${s.under(1)}), -np.inf, ${s.in(0)} + ${s.under(1)})`,
    pytorch: (s) => `(${s.in(0)} + ${s.under(1)}).masked_fill(torch.isneginf(${s.under(1)}), -torch.inf)`,
  },
};
