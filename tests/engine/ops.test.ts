/** The smaller ops against their formulas in doubles, for random shapes. */
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../web/src/index";
import { count, Seeded, useEngine, worstDifference } from "./support";

const engine = useEngine();
const ROUNDS = 40;

/** The tensor's rows along its last axes from `axis` on, as plain arrays. */
function rows({ data, shape }: Tensor, axis: number): number[][] {
  const width = count(shape.slice(axis));
  return Array.from({ length: data.length / width }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function randomShape(random: Seeded): number[] {
  return Array.from({ length: random.whole(1, 4) }, () => random.whole(1, 6));
}

describe("logSoftmax", () => {
  test("is the logarithm of softmax, and stays finite where that is lost", () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = new Seeded(seed);
      const input = random.tensor(randomShape(random), 5);
      const axis = random.whole(-input.shape.length, input.shape.length - 1);
      const wanted = engine().softmax({ input, axis }).output.data.map(Math.log);
      expect(worstDifference(engine().logSoftmax({ input, axis }).output.data, wanted)).toBeLessThan(1e-5);
    }
    const far = engine().logSoftmax({ input: { data: [0, -200], shape: [2] } });
    expect(Array.from(far.output.data)).toEqual([0, -200]);
  });
});

describe("difference", () => {
  test("subtracts cell by cell, and takes equal infinities for no difference", () => {
    const low = Number.NEGATIVE_INFINITY;
    const a = { data: [3, low, low], shape: [3] };
    const { output } = engine().difference({ a, b: { data: [1, low, 2], shape: [3] } });
    expect(output).toEqual({ data: Float32Array.of(2, 0, low), shape: [3] });
  });
});

describe("layerNorm", () => {
  test("centres and scales over the axes from `axis` on, and gives mean and inverse deviation", () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = new Seeded(seed);
      const input = random.tensor(randomShape(random), 3);
      const axis = random.whole(0, input.shape.length - 1);
      const weight = random.tensor(input.shape.slice(axis));
      const bias = random.flip() ? random.tensor(input.shape.slice(axis)) : undefined;
      const epsilon = 10 ** -random.whole(1, 5);
      const got = engine().layerNorm({ input, weight, axis, epsilon, ...(bias && { bias }) });
      const stats = rows(input, axis).map((row) => {
        const centre = mean(row);
        return { row, centre, inverse: 1 / Math.sqrt(mean(row.map((x) => (x - centre) ** 2)) + epsilon) };
      });
      const wanted = stats.flatMap(({ row, centre, inverse }) =>
        row.map((x, i) => (x - centre) * inverse * (weight.data[i] ?? 0) + (bias?.data[i] ?? 0)),
      );
      expect(worstDifference(got.output.data, wanted), `seed ${seed}`).toBeLessThan(2e-5);
      expect(
        worstDifference(
          got.mean.data,
          stats.map((one) => one.centre),
        ),
      ).toBeLessThan(1e-5);
      const inverses = stats.map((one) => one.inverse);
      expect(
        worstDifference(
          got.invStdDev.data.map((x, i) => x / (inverses[i] ?? 1)),
          inverses.map(() => 1),
        ),
      ).toBeLessThan(1e-5);
    }
  });
});

describe("rmsNorm", () => {
  test("divides by the root of the mean square", () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = new Seeded(seed);
      const input = random.tensor(randomShape(random), 3);
      const axis = random.whole(0, input.shape.length - 1);
      const weight = random.tensor(input.shape.slice(axis));
      const { output } = engine().rmsNorm({ input, weight, axis, epsilon: 1e-3 });
      const wanted = rows(input, axis).flatMap((row) => {
        const root = Math.sqrt(mean(row.map((x) => x * x)) + 1e-3);
        return row.map((x, i) => (x / root) * (weight.data[i] ?? 0));
      });
      expect(worstDifference(output.data, wanted), `seed ${seed}`).toBeLessThan(1e-5);
    }
  });
});

describe("gelu", () => {
  test("passes large numbers, stops small ones, and its two forms agree to a thousandth", () => {
    const input = { data: Float32Array.from({ length: 201 }, (_, i) => (i - 100) / 10), shape: [201] };
    const exact = engine().gelu({ input }).output.data;
    const tanh = engine().gelu({ input, approximate: "tanh" }).output.data;
    expect(worstDifference(tanh, exact)).toBeLessThan(1e-3);
    expect(worstDifference(tanh, exact)).toBeGreaterThan(0);
    expect(worstDifference([exact[0], exact[100], exact[200]].map(Number), [0, 0, 10])).toBeLessThan(1e-5);
    const wanted = Array.from(
      input.data,
      (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    );
    expect(worstDifference(tanh, wanted)).toBeLessThan(1e-5);
  });
});

describe("swiglu", () => {
  test("gates b by a · sigmoid(alpha a)", () => {
    const random = new Seeded(3);
    const [a, b] = [random.tensor([4, 5], 4), random.tensor([4, 5], 4)];
    for (const alpha of [1, 0.5]) {
      const wanted = Array.from(a.data, (x, i) => (x / (1 + Math.exp(-alpha * x))) * (b.data[i] ?? 0));
      expect(worstDifference(engine().swiglu({ a, b, alpha }).output.data, wanted)).toBeLessThan(1e-5);
    }
    expect(engine().swiglu({ a, b }).output).toEqual(engine().swiglu({ a, b, alpha: 1 }).output);
  });
});

describe("rotary", () => {
  /** cos and sin of position * 10000^(-2i/size). */
  function caches(length: number, size: number) {
    const angle = (at: number) => Math.floor(at / (size / 2)) / 10000 ** ((2 * (at % (size / 2))) / size);
    const make = (wave: (x: number) => number) => ({
      data: Float32Array.from({ length: (length * size) / 2 }, (_, at) => wave(angle(at))),
      shape: [length, size / 2],
    });
    return { cos: make(Math.cos), sin: make(Math.sin) };
  }

  test("turns pairs, keeps their length, and leaves position 0 as it is", () => {
    const input = new Seeded(9).tensor([2, 3, 4, 6]);
    const positionIds = { data: [0, 1, 2, 3, 0, 1, 2, 3], shape: [2, 4] };
    for (const interleaved of [false, true]) {
      const { output } = engine().rotary({ input, ...caches(4, 6), positionIds, interleaved });
      const length = (row: readonly number[]) => Math.hypot(...row);
      expect(worstDifference(rows(output, 3).map(length), rows(input, 3).map(length))).toBeLessThan(1e-5);
      expect(worstDifference(rows(output, 3)[0] ?? [], rows(input, 3)[0] ?? [])).toBeLessThan(1e-7);
      expect(worstDifference(rows(output, 3)[1] ?? [], rows(input, 3)[1] ?? [])).toBeGreaterThan(1e-2);
    }
  });

  test("makes scores depend on the distance of two positions alone", () => {
    const random = new Seeded(12);
    const [q, k] = [random.tensor([1, 1, 1, 6]), random.tensor([1, 1, 1, 6])];
    const turned = (input: Tensor, position: number) =>
      engine().rotary({ input, ...caches(20, 6), positionIds: { data: [position], shape: [1, 1] } }).output.data;
    const score = (at: number, to: number) => {
      const [a, b] = [turned(q, at), turned(k, to)];
      return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    };
    expect(score(3, 7)).toBeCloseTo(score(11, 15), 5);
    expect(score(3, 7)).not.toBeCloseTo(score(3, 9), 3);
  });
});

describe("linearAttention", () => {
  test("adds up keys times values, and reads them with each query", () => {
    const random = new Seeded(17);
    const [length, size, width] = [5, 3, 4];
    const query = random.tensor([1, length, size]);
    const key = random.tensor([1, length, size]);
    const value = random.tensor([1, length, width]);
    const got = engine().linearAttention({
      query,
      key,
      value,
      qNumHeads: 1,
      kvNumHeads: 1,
      scale: 0.5,
      updateRule: "linear",
    });
    const state = Array.from({ length: size }, () => new Array<number>(width).fill(0));
    const wanted: number[] = [];
    for (let t = 0; t < length; t++) {
      for (let d = 0; d < size; d++) {
        for (let e = 0; e < width; e++) {
          const row = state[d] ?? [];
          row[e] = (row[e] ?? 0) + (key.data[t * size + d] ?? 0) * (value.data[t * width + e] ?? 0);
        }
      }
      for (let e = 0; e < width; e++) {
        wanted.push(0.5 * state.reduce((sum, row, d) => sum + (query.data[t * size + d] ?? 0) * (row[e] ?? 0), 0));
      }
    }
    expect(worstDifference(got.output.data, wanted)).toBeLessThan(1e-5);
    expect(worstDifference(got.presentState.data, state.flat())).toBeLessThan(1e-5);
  });

  test("goes on from a past state as if it had never stopped", () => {
    const random = new Seeded(23);
    const whole = { query: random.tensor([1, 6, 4]), key: random.tensor([1, 6, 4]), value: random.tensor([1, 6, 4]) };
    const cut = (from: number, to: number) =>
      Object.fromEntries(
        Object.entries(whole).map(([name, { data }]) => [
          name,
          { data: data.slice(from * 4, to * 4), shape: [1, to - from, 4] },
        ]),
      ) as typeof whole;
    const heads = { qNumHeads: 2, kvNumHeads: 2, updateRule: "linear" as const };
    const all = engine().linearAttention({ ...whole, ...heads });
    const first = engine().linearAttention({ ...cut(0, 4), ...heads });
    const second = engine().linearAttention({ ...cut(4, 6), ...heads, pastState: first.presentState });
    expect(worstDifference([...first.output.data, ...second.output.data], all.output.data)).toBeLessThan(1e-5);
    expect(worstDifference(second.presentState.data, all.presentState.data)).toBeLessThan(1e-5);
  });
});
