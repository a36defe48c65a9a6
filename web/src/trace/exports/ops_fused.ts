/** Attention in one op, spelled out with the scores that it never holds. */
import { comparison, places } from "./ops_masks";
import { alike, type OpExport, type StepScript } from "./step_script";

function fused(s: StepScript): string[] {
  const [q = "", k = "", v = ""] = s.inputs;
  const key = k.at(-2) ?? "";
  const pairs = s.output.slice(0, -1) + key;
  const [queries, keys] = [s.size(pairs.at(-2) ?? ""), s.size(key)];
  const cap = s.number("softcap", 0);
  const low = s.write(Number.NEGATIVE_INFINITY);
  const bar = (open: string): string => `pairs = ${s.lib}.where(${open}, pairs, ${s.lib === "np" ? low : "low"})`;
  const lines = [
    `pairs = ${s.write(s.number("factor", 1))} * ${s.lib}.einsum("${q},${k}->${pairs}", ${s.in(0)}, ${s.in(1)})`,
  ];
  if (s.lib === "torch") lines.push(`low = torch.tensor(${low}, dtype=torch.float64)`);
  if (cap > 0) lines.push(`pairs = ${s.write(cap)} * ${s.lib}.tanh(pairs / ${s.write(cap)})`);
  if (s.text("rule", "none") !== "none") lines.push(places(s, queries, keys), bar(comparison(s, queries, keys)));
  let next = 3;
  if (s.number("mask", 0) !== 0) lines.push(bar(`${s.under(next++, pairs)} != 0`));
  if (s.number("bias", 0) !== 0) lines.push(`pairs = pairs + ${s.under(next++, pairs)}`);
  const weights = `${s.use("softmax_or")}(pairs, -1, empty=0.0)`;
  return [...lines, `${s.lib}.einsum("${pairs},${v}->${s.output}", ${weights}, ${s.in(2)})`];
}

export const FUSED: Record<string, OpExport> = { fused_attention: alike("kFusedAttention", fused) };
