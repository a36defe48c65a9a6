import { describe, expect, test } from "vitest";
import { roleOf } from "../../web/src/trace/roles";

describe("the role of a tensor", () => {
  const cases: [string, string][] = [
    ["attn.q", "q"],
    ["attn.W_k", "k"],
    ["attn.b_v", "v"],
    ["attn.q_joint", "q"],
    ["encoder.0.attn.v", "v"],
    ["x", "x"],
    ["embedding.table", "x"],
    ["attn.scaled", "scores"],
    ["attn.weights", "weights"],
    ["mask.causal", "mask"],
    ["attn.mask_bias", "mask"],
    ["attn.W_o", "other"],
  ];
  test.each(cases)("of %s is %s", (name, role) => {
    expect(roleOf(name)).toBe(role);
  });
});
