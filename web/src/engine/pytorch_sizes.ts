/** What the shapes of PyTorch's nn.Transformer* modules tell of a model, so that nobody has to say it. */
import { finite, type Plain, plainObject } from "./checks";
import { fault } from "./errors";
import type { Config } from "./types";

const OP = "model";

type Sizes = Pick<Config, "n_layers" | "bias" | "ffn_bias" | "final_norm"> &
  Partial<Pick<Config, "d_model" | "d_ff" | "n_decoder_layers">>;

/** Undefined for a file that has no attention as PyTorch names it. */
function sizesOf(header: Plain): Sizes | undefined {
  const names = Object.keys(header);
  const shapeOf = (end: string): number[] => {
    const name = names.find((one) => one.endsWith(end));
    const shape = name === undefined ? undefined : (header[name] as { shape?: unknown } | null)?.shape;
    return Array.isArray(shape) ? shape.map((size) => finite(OP, `${name}'s shape`, size)) : [];
  };
  const layersWith = (part: string): Set<string> =>
    new Set(
      names.flatMap((name) => (name.endsWith(`.${part}.in_proj_weight`) ? [name.slice(0, -part.length - 16)] : [])),
    );
  const crossing = layersWith("multihead_attn");
  const own = [...layersWith("self_attn")];
  if (own.length === 0) return undefined;
  const reading = own.filter((layer) => !crossing.has(layer)).length;
  // What has no such shape is refused where it is read, by its name.
  const d_model = shapeOf("self_attn.in_proj_weight")[1];
  const d_ff = shapeOf("linear1.weight")[0];
  return {
    ...(d_model !== undefined && { d_model }),
    ...(d_ff !== undefined && { d_ff }),
    n_layers: reading,
    ...(crossing.size > 0 && { n_decoder_layers: crossing.size }),
    bias: names.some((name) => name.endsWith("in_proj_bias")),
    ffn_bias: names.some((name) => name.endsWith("linear1.bias")),
    final_norm: names.some((name) => /(^|\.)norm\.weight$/u.test(name)),
  };
}

/** Of a file without a note: what it must be, if it can be opened at all. */
function unsaid(sizes: Sizes | undefined, config: Plain): Plain {
  if (sizes === undefined || sizes.n_layers === 0 || sizes.n_decoder_layers !== undefined) {
    const found = sizes?.n_decoder_layers === undefined ? "" : `; it has ${sizes.n_decoder_layers} layers of a decoder`;
    throw fault(
      OP,
      `the file has no note "attention_lab", which says what its tensors are; without it only a stack of encoder layers as PyTorch names them can be opened${found}`,
    );
  }
  if (config.n_heads === undefined) {
    throw fault(OP, `the file doesn't say how many heads its ${sizes.n_layers} layers have: give config.n_heads`);
  }
  return {
    model: "encoder",
    config: { positions: "none" },
    kind: "trained",
    about: "A stack of encoder layers as PyTorch names them; it reads vectors, for its file has no words.",
  };
}

/**
 * What a file says of itself, `note`, with `config` laid over it and what its shapes tell under it. Throws `[model] ...`
 * where something is left open that no shape tells.
 */
export function withPyTorchSizes(header: Plain, note: Plain | undefined, config: Partial<Config> | undefined): Plain {
  const given = config === undefined ? {} : plainObject(OP, "config", config);
  const sizes = sizesOf(header);
  const said = note ?? unsaid(sizes, given);
  const own = said.config === undefined ? {} : plainObject(OP, "config", said.config);
  const merged: Plain = { ...sizes, ...own, ...given };
  if (sizes?.final_norm && merged.norm_order === undefined) {
    throw fault(
      OP,
      'the file has a norm behind its last layer, but doesn\'t say where its layers\' own norms stand: give config.norm_order, "pre" for norm_first=True, else "post"',
    );
  }
  return { ...said, config: merged };
}
