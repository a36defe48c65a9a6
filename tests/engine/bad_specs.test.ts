/** Whatever `run` is handed, the answer is an Error that says what is wrong; the engine works on afterwards. */
import { afterEach, describe, expect, test } from "vitest";
import type { RunSpec } from "../../web/src/index";
import { useEngine } from "./support";

const engine = useEngine();

afterEach(() => {
  const { output } = engine().softmax({ input: { data: [0, 0], shape: [2] } });
  expect(Array.from(output.data)).toEqual([0.5, 0.5]);
  expect(engine().stats().liveHandles).toBe(0);
});

const text = "the cat sat";
const edit = (tensor: string, index: unknown, value: unknown) => ({ text, edits: [{ tensor, index, value }] });

const SPECS: [what: string, spec: unknown, message: RegExp][] = [
  ["nothing", undefined, /^\[run\] the spec must be an object, not undefined/],
  ["a string", "the cat", /^\[run\] the spec must be an object/],
  ["no input at all", {}, /^\[(run|self_attention|attention|positions)\] /],
  ["an empty text", { text: "" }, /^\[(run|self_attention|attention|positions)\] /],
  ["a blank text", { text: " \n\t " }, /^\[(run|self_attention|attention|positions)\] /],
  ["an empty batch", { text: [] }, /^\[(run|self_attention|attention|positions)\] /],
  ["a batch with a blank sentence", { text: ["the cat", "  "] }, /^\[(run|self_attention|attention|positions)\] /],
  ["no tokens", { tokens: [] }, /^\[(run|self_attention|attention|positions)\] /],
  ["a token that is a number", { tokens: ["a", 1] }, /tokens\[1\] must be a string, not 1/],
  ["more words than the bound", { text: "word ".repeat(600) }, /tokens is 600; at most 512/],
  [
    "a text of 10,000 characters",
    { text: "abcdefghi ".repeat(1000) },
    /^\[(run|self_attention|attention|positions)\] /,
  ],
  ["a text of a million characters", { text: "x".repeat(1_000_000) }, /^\[(run|self_attention|attention|positions)\] /],
  [
    "an unknown model",
    { text, model: "gpt" },
    /model must be one of self_attention, attention, .*vision, .*given.*, not "gpt"/,
  ],
  ["an unknown lesson", { lesson: "S99" }, /there is no lesson "S99"; there are S01, .*S28/],
  ["a lesson that is an object", { lesson: { toString: () => "S01" } }, /there is no lesson an object/],
  ["an unknown key", { text, temperature: 1 }, /the spec has no "temperature"; it has model, /],
  ["an unknown setting", { text, config: { dModel: 8 } }, /spec.config has no "dModel"; it has d_model, n_heads/],
  ["a config that is an array", { text, config: [] }, /config must be an object/],
  [
    "heads that don't divide d_model",
    { text, config: { d_model: 8, n_heads: 3 } },
    /n_heads 3 does not divide d_model 8/,
  ],
  ["d_model of zero", { text, config: { d_model: 0 } }, /d_model must be a whole number/],
  ["d_model beyond the bound", { text, config: { d_model: 100_000 } }, /d_model is (100000|1e\+05); at most 512/],
  ["d_model of NaN", { text, config: { d_model: Number.NaN } }, /d_model must be a whole number/],
  ["d_model as a string", { text, config: { d_model: "8" } }, /d_model must be a whole number .* not "8"/],
  ["half a head", { text, config: { n_heads: 1.5 } }, /n_heads must be a whole number/],
  ["more heads than the bound", { text, config: { d_model: 512, n_heads: 256 } }, /n_heads is 256; at most 16/],
  [
    "positions of another kind",
    { text, config: { positions: "relative" } },
    /positions must be one of sinusoidal, learned, rotary, alibi, none, not "relative"/,
  ],
  ["a flag that is a number", { text, config: { bias: 1 } }, /bias must be true or false, not 1/],
  ["a norm of another kind", { text, config: { norm: "batch" } }, /norm must be one of layer, layer_std, rms/],
  [
    "an update rule of another kind",
    { text, config: { attention: "linear", update_rule: "sideways" } },
    /update_rule must be one of linear, gated, delta, gated_delta/,
  ],
  [
    "a gated state without the causal mask",
    { text, config: { attention: "linear", update_rule: "gated" } },
    /\[key_mask\] query 0 may see key 1/,
  ],
  ["norms in the middle", { text, config: { norm_order: "mid" } }, /norm_order must be one of post, pre/],
  [
    "an unknown activation",
    { text, config: { activation: "tanh" } },
    /activation must be one of relu, gelu, gelu_tanh/,
  ],
  ["a dropout of two", { text, config: { dropout: 2 } }, /dropout must be from 0 to 1, not 2/],
  ["a dropout of NaN", { text, config: { dropout: Number.NaN } }, /dropout must be a finite number/],
  ["training said in a word", { text, config: { training: "yes" } }, /training must be true or false/],
  ["no layers", { text, config: { n_layers: 0 } }, /n_layers must be a whole number of at least 1|from 1/],
  ["half a feed-forward layer", { text, config: { d_ff: 2.5 } }, /d_ff must be a whole number/],
  ["an epsilon of NaN", { text, config: { epsilon: Number.NaN } }, /epsilon must be a finite number/],
  ["a target that is a number", { text, target: 5 }, /target must be a string or an array of strings, not 5/],
  ["target tokens that are words", { text, target_tokens: "a b" }, /target_tokens must be an array/],
  ["a vocabulary that is a text", { text, vocabulary: "a b" }, /vocabulary must be an array, not "a b"/],
  ["a word that is a number", { text, vocabulary: ["a", 7] }, /vocabulary\[1\] must be a string, not 7/],
  ["an image without a shape", { inputs: { image: [1, 2] } }, /image must be a tensor \{ data, shape \}/],
  ["a loss that is a word", { text, loss: "sum" }, /loss must be an object, not "sum"/],
  ["an unknown loss", { text, loss: { type: "hinge" } }, /loss.type must be one of cross_entropy, sum, mean, cell/],
  ["a loss of nothing", { text, loss: { type: "sum" } }, /loss: the loss sum needs tensor/],
  ["a loss with too much", { text, loss: { type: "sum", tensor: "x", index: [0] } }, /spec.loss has no "index"/],
  ["a loss of no tensor", { text, loss: { type: "mean", tensor: "y" } }, /^\[gradient\] there is no tensor "y"/],
  ["a loss of half a cell", { text, loss: { type: "cell", tensor: "x", index: [0.5, 0] } }, /loss.index\[0\] must be/],
  [
    "a loss of a cell outside",
    { text, loss: { type: "cell", tensor: "x", index: [9, 0] } },
    /^\[(pick|gradient)\] .*9/,
  ],
  [
    "a loss against another shape",
    { text, loss: { type: "squared_error", tensor: "x", target: { data: [1], shape: [1] } } },
    /^\[gradient\] loss.target has shape/,
  ],
  ["a loss without logits", { text, loss: { type: "cross_entropy", targets: [0] } }, /there is no tensor "logits"/],
  [
    "labels beyond the classes",
    { text: "the cat", loss: { type: "cross_entropy", tensor: "attn.out", targets: [0, 99] } },
    /^\[cross_entropy\] .*99/,
  ],
  [
    "too few labels",
    { text: "the cat", loss: { type: "cross_entropy", tensor: "attn.out", targets: [0] } },
    /^\[(cross_entropy|gradient)\] .*loss.labels has shape/,
  ],
  [
    "half a label",
    { text, loss: { type: "cross_entropy", targets: [0.5] } },
    /loss.targets\[0\] must be a whole number/,
  ],
  [
    "a smoothing of two",
    { text, loss: { type: "cross_entropy", targets: [0], label_smoothing: 2 } },
    /label_smoothing must be from 0 to 1, not 2/,
  ],
  ["a negative seed", { text, seed: -1 }, /seed must be a whole number of at least 0, not -1/],
  ["a seed of half", { text, seed: 0.5 }, /seed must be a whole number/],
  [
    "a table of positions too long",
    { model: "positions", config: { length: 1e6, d_model: 512 } },
    /^\[(run|self_attention|attention|positions)\] /,
  ],
  ["attention without q, k, v", { model: "attention" }, /^\[(run|self_attention|attention|positions)\] /],
  [
    "attention whose q and k differ",
    {
      model: "attention",
      inputs: { q: { data: [1, 2], shape: [1, 2] }, k: { data: [1], shape: [1, 1] }, v: { data: [1], shape: [1, 1] } },
    },
    /^\[run\] |^\[attention\] /,
  ],
  ["an unknown input", { text, inputs: { y: { data: [1], shape: [1] } } }, /inputs has no "y"; it has x, q, k, v/],
  ["x of one axis", { inputs: { x: { data: [1, 2], shape: [2] } } }, /^\[(run|self_attention|attention|positions)\] /],
  [
    "x wider than d_model",
    { inputs: { x: { data: [1, 2], shape: [1, 2] } }, config: { d_model: 8 } },
    /^\[(run|self_attention|attention|positions)\] /,
  ],
  ["weights of an unknown name", { text, weights: { "attn.W_x": { data: [1], shape: [1] } } }, /attn\.W_x/],
  ["weights of the wrong shape", { text, weights: { "attn.W_q": { data: [1, 2], shape: [1, 2] } } }, /attn\.W_q/],
  ["weights without data", { text, weights: { "attn.W_q": 7 } }, /weights\["attn.W_q"\] must be a tensor/],
  [
    "an unknown mask rule",
    { text, mask: { rules: [{ rule: "sparse" }] } },
    /rule must be one of causal, padding, prefix, window, dilated, global, block, custom/,
  ],
  ["blocks of no words", { text, mask: { rules: [{ rule: "block", size: 0 }] } }, /size .*from 1 /],
  ["a rule without its number", { text, mask: { rules: [{ rule: "padding" }] } }, /the rule padding needs count/],
  [
    "a rule with another's number",
    { text, mask: { rules: [{ rule: "causal", count: 1 }] } },
    /has no "count"; it has rule/,
  ],
  [
    "a window of less than nothing",
    { text, mask: { rules: [{ rule: "window", left: -1, right: 0 }] } },
    /left must be a whole number/,
  ],
  [
    "a custom mask that doesn't fit",
    { text, mask: { rules: [{ rule: "custom", allowed: { data: [1, 0], shape: [1, 2] } }] } },
    /^\[(run|self_attention|attention|positions)\] /,
  ],
  ["rules that are no list", { text, mask: { rules: { rule: "causal" } } }, /rules must be an array/],
  [
    "an unknown style",
    { text, mask: { style: "soft" } },
    /style must be one of boolean, large_negative, additive, additive_literal/,
  ],
  ["a temperature of nothing", { text, config: { temperature: 0 } }, /temperature must be above 0, not 0/],
  ["a temperature below nothing", { text, config: { temperature: -1 } }, /temperature must be above 0, not -1/],
  ["a temperature that is no number", { text, config: { temperature: Number.NaN } }, /temperature must be a finite/],
  ["a temperature to divide nothing by", { text, config: { temperature: 1e-45 } }, /temperature is 1e-45; it must be/],
  [
    "a temperature without a softmax",
    { text, config: { temperature: 2, attention: "linear" } },
    /\[linear_attention\] takes no softmax, so no temperature of one: 2 must be 1/,
  ],
  ["an edit of an unknown tensor", edit("attn.p", [0], 1), /attn\.p/],
  ["an edit outside the tensor", edit("attn.scores", [0, 99, 0], 1), /attn\.scores.*99/],
  ["an edit with too few indexes", edit("attn.scores", [0], 1), /attn\.scores/],
  ["an edit with a negative index", edit("attn.scores", [-1, 0, 0], 1), /index\[0\] must be a whole number/],
  ["an edit to NaN", edit("attn.scores", [0, 0, 0], Number.NaN), /edits\[0\].value must be a finite number, not NaN/],
  ["an edit to infinity", edit("attn.scores", [0, 0, 0], Number.POSITIVE_INFINITY), /must be a finite number/],
  ["an edit to a text", edit("attn.scores", [0, 0, 0], "1"), /must be a finite number, not "1"/],
  ["an edit that is null", { text, edits: [null] }, /edits\[0\] must be an object, not null/],
  ["edits without end", { text, edits: new Array(2 ** 31) }, /entries, more than/],
];

describe("a run refuses", () => {
  test.each(SPECS)("%s", (_, spec, message) => {
    let error: unknown;
    try {
      engine()
        .run(spec as RunSpec)
        .dispose();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
  });
});

const UNUSUAL: [what: string, text: string][] = [
  ["emoji, skin tones and families", "👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈"],
  ["combining marks", "e\u0301te\u0301 Z\u0351\u036b\u0343\u036a\u0302a\u0329l\u0349g\u034eo"],
  ["Arabic", "القط جلس على السجادة"],
  ["Chinese", "猫坐在垫子上"],
  ["markup", "<img src=x onerror=alert(1)>"],
  ["a lone surrogate", "a \ud800 b"],
  ["a NUL and other controls", "a\u0000b \u0007 c"],
  ["one word of 500 characters", "a".repeat(500)],
  ["marks that turn the reading direction", "a \u202e b \u2066 c"],
];

describe("a run takes", () => {
  test.each(UNUSUAL)("%s", (_, unusual) => {
    const trace = engine().run({ text: unusual });
    try {
      expect(trace.tokens[0]?.length).toBeGreaterThan(0);
      const { data } = trace.tensor("attn.out");
      expect(data.length).toBeGreaterThan(0);
      expect(data.every(Number.isFinite)).toBe(true);
    } finally {
      trace.dispose();
    }
  });
});
