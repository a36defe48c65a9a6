/** What part a tensor plays in attention, from its name alone, so that its digits can wear its hue. */
export type Role = "q" | "k" | "v" | "x" | "scores" | "weights" | "mask" | "other";

/** `encoder.0.attn.W_q` -> q; weights of a projection wear the hue of what they project to. */
export function roleOf(name: string): Role {
  const path = name.split(".");
  const last = path.at(-1) ?? "";
  const qkv = /^(?:[Wb]_)?([qkv])(?:_joint)?$/.exec(last);
  if (qkv) return qkv[1] as Role;
  if (last === "x" || path[0] === "embedding" || path[0] === "positions") return "x";
  if (last === "scores" || last === "scaled" || last === "tempered" || last === "masked") return "scores";
  if (last.startsWith("weights")) return "weights";
  if (path.includes("mask") || last.startsWith("mask")) return "mask";
  return "other";
}
