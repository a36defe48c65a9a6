/**
 * The engine's kernels beside double precision, over shapes that straddle the tiles' edges: 1 to 67 in each dimension, with
 * masks of -inf, denormal numbers and large ones. One function that takes nothing from around it, so that Node and a browser
 * run the same.
 */
import type { Engine } from "../../web/src/engine/engine";

/** How far a result is from double precision, in shares of its bound. */
export interface Proof {
  what: string;
  worst: number;
}

export function kernelProofs(engine: Engine): Proof[] {
  let state = 11;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const draw = (most: number) => 1 + Math.floor(((next() + 1) / 2) * most);
  const numbers = (count: number, spread: number) => Float32Array.from({ length: count }, () => next() * spread);
  const wild = (count: number, large: number) =>
    numbers(count, 2).map((number) => {
      const kind = draw(10);
      return kind === 1 ? number * 1e-42 : kind === 2 ? number * large : kind === 3 ? 0 : number;
    });
  const at = (of: ArrayLike<number>, index: number) => of[index] as number;
  const proofs: Proof[] = [];
  const unit = 2 ** -24;
  const compare = (what: string, got: ArrayLike<number>, exact: number[], bound: (index: number) => number) => {
    let worst = got.length === exact.length ? 0 : Number.POSITIVE_INFINITY;
    for (const [index, wanted] of exact.entries()) {
      const share = Math.abs(at(got, index) - wanted) / bound(index);
      // NaN is no number's neighbour.
      worst = share <= worst ? worst : Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
    }
    proofs.push({ what, worst });
  };

  const softmaxOf = (scores: number[]) => {
    const largest = Math.max(...scores);
    const powers = scores.map((score) => (largest === Number.NEGATIVE_INFINITY ? 0 : Math.exp(score - largest)));
    const sum = powers.reduce((all, one) => all + one, 0);
    return powers.map((power) => (sum === 0 ? 0 : power / sum));
  };
  const times = (x: number[], rows: number, weight: ArrayLike<number>, columns: number, bias?: ArrayLike<number>) => {
    const depth = x.length / rows;
    return Array.from({ length: rows * columns }, (_, index) => {
      const [row, column] = [Math.floor(index / columns), index % columns];
      let sum = bias ? at(bias, column) : 0;
      for (let k = 0; k < depth; k++) sum += at(x, row * depth + k) * at(weight, k * columns + column);
      return sum;
    });
  };
  /** softmax(Q K^T / sqrt(size)) V of heads that lie side by side. */
  const attend = (
    parts: number[][],
    [queries, keys, heads, size]: [number, number, number, number],
    seen: (query: number, key: number) => number,
  ) => {
    const [q, k, v] = parts as [number[], number[], number[]];
    const width = heads * size;
    const z = new Array<number>(queries * width).fill(0);
    for (let first = 0; first < width; first += size)
      for (let i = 0; i < queries; i++) {
        const scores = Array.from({ length: keys }, (_, j) => {
          let sum = 0;
          for (let c = first; c < first + size; c++) sum += at(q, i * width + c) * at(k, j * width + c);
          return sum / Math.sqrt(size) + seen(i, j);
        });
        for (const [j, weight] of softmaxOf(scores).entries())
          for (let c = first; c < first + size; c++)
            z[i * width + c] = at(z, i * width + c) + weight * at(v, j * width + c);
      }
    return z;
  };
  const largestOf = (of: number[]) => of.reduce((most, one) => Math.max(most, Math.abs(one)), 1e-6);
  const causal = (query: number, key: number) => (key > query ? Number.NEGATIVE_INFINITY : 0);

  for (let round = 0; round < 40; round++) {
    const heads = draw(4);
    const size = draw(Math.floor(67 / heads));
    const [tokens, d, isCausal] = [draw(67), heads * size, draw(2) === 1];
    const weight = () => ({ data: numbers(d * d, 2 / Math.sqrt(d)), shape: [d, d] });
    const bias = () => ({ data: numbers(d, 0.5), shape: [d] });
    const of = {
      ...{ query: weight(), key: weight(), value: weight(), output: weight() },
      ...{ queryBias: bias(), keyBias: bias(), valueBias: bias(), outputBias: bias() },
      ...{ numHeads: heads, isCausal },
    };
    const x = numbers(tokens * d, 2);
    const layer = engine.attentionLayer(of);
    const got = layer.run(x);
    layer.dispose();
    const part = (name: "query" | "key" | "value") => times([...x], tokens, of[name].data, d, of[`${name}Bias`].data);
    const parts = [part("query"), part("key"), part("value")];
    const z = attend(parts, [tokens, tokens, heads, size], isCausal ? causal : () => 0);
    const exact = times(z, tokens, of.output.data, d, of.outputBias.data);
    const scale = largestOf(exact);
    compare(
      `attention layer, ${tokens} tokens, d ${d}, ${heads} heads, causal ${isCausal}`,
      got,
      exact,
      () => 4e-5 * scale,
    );
  }

  for (let round = 0; round < 30; round++) {
    const [queries, keys, heads, size] = [draw(67), draw(67), draw(3), draw(22)] as [number, number, number, number];
    const width = heads * size;
    const tensor = (rows: number, data = numbers(rows * width, 2)) => ({ data, shape: [1, rows, width] });
    const [query, key, value] = [tensor(queries), tensor(keys), tensor(keys, wild(keys * width, 100))];
    const open = numbers(queries * keys, 1).map((number) => (number > 0.3 ? Number.NEGATIVE_INFINITY : number));
    const mask = { data: open, shape: [queries, keys] };
    const { output } = engine.attention({ query, key, value, mask, qNumHeads: heads, kvNumHeads: heads });
    const parts = [query, key, value].map(({ data }) => [...data]);
    const exact = attend(parts, [queries, keys, heads, size], (i, j) => at(open, i * keys + j));
    const scale = largestOf(parts[2] as number[]);
    const bound = unit * scale * (4 * (size + keys) + 64);
    compare(`attention, ${queries} queries, ${keys} keys, ${heads} heads of ${size}`, output.data, exact, () => bound);
  }

  for (let length = 1; length <= 67; length++) {
    const rows = draw(9);
    const input = { data: wild(rows * length, 40), shape: [rows, length] };
    const lines = Array.from({ length: rows }, (_, row) => [...input.data.slice(row * length, (row + 1) * length)]);
    const weights = lines.flatMap(softmaxOf);
    // A score's rounded distance from the largest moves its weight by as much of itself.
    const share = unit * (4 + length + 160);
    compare(
      `softmax of ${length}`,
      engine.softmax({ input }).output.data,
      weights,
      (i) => share * at(weights, i) + 1e-37,
    );
    const normed = lines.flatMap((line) => {
      const mean = line.reduce((sum, one) => sum + one, 0) / length;
      const variance = line.reduce((sum, one) => sum + (one - mean) ** 2, 0) / length;
      return line.map((one) => (one - mean) / Math.sqrt(variance + 1e-5));
    });
    const { output } = engine.layerNorm({ input });
    compare(`layer norm of ${length}`, output.data, normed, (i) => 2 * unit * Math.abs(at(normed, i)) + 1e-12);
    const gelu = [...input.data].map((one) => {
      const inner = Math.sqrt(2 / Math.PI) * (one + 0.044715 * one ** 3);
      return 0.5 * one * (1 + Math.tanh(inner));
    });
    const { output: bent } = engine.gelu({ input, approximate: "tanh" });
    compare(`GELU of ${length}`, bent.data, gelu, (i) => 8 * unit * (1 + Math.abs(at(input.data, i))));
  }
  return proofs;
}
