import { describe, expect, test } from "vitest";
import { naiveAttention, Seeded, useEngine, worstDifference } from "./support";

const engine = useEngine();

describe("attention", () => {
  test("gives S01's worked numbers", () => {
    const { output, scores } = engine().attention({
      query: { data: [0.2, 0.5, 0.3], shape: [1, 1, 1, 3] },
      key: { data: [0.1, 0.4, 0.5, 0.2, 0.3, 0.5, 0.3, 0.2, 0.5], shape: [1, 1, 3, 3] },
      value: { data: [1, 0, 0, 0, 1, 0, 0, 0, 1], shape: [1, 1, 3, 3] },
      scale: 1,
      outputScores: 0,
    });
    expect(worstDifference(scores?.data ?? [], [0.37, 0.34, 0.31])).toBeLessThan(1e-6);
    const powers = [0.37, 0.34, 0.31].map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    expect(
      worstDifference(
        output.data,
        powers.map((power) => power / sum),
      ),
    ).toBeLessThan(1e-6);
  });

  test("equals a naive one in doubles for random shapes, heads, scales, caps and masks", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const random = new Seeded(seed);
      const [batch, groups, repeat] = [random.whole(1, 3), random.whole(1, 3), random.whole(1, 3)];
      const [queries, keys, size, width] = [
        random.whole(1, 9),
        random.whole(1, 9),
        random.whole(1, 9),
        random.whole(1, 9),
      ];
      const heads = groups * repeat;
      const query = random.tensor([batch, heads, queries, size]);
      const key = random.tensor([batch, groups, keys, size]);
      const value = random.tensor([batch, groups, keys, width]);
      const isCausal = random.flip();
      const scale = random.flip() ? random.next() + 0.1 : undefined;
      const softcap = random.flip(0.3) ? random.next() * 3 + 0.5 : undefined;
      const kind = random.whole(0, 2);
      const boolean = Uint8Array.from({ length: queries * keys }, () => Number(random.flip(0.7)));
      const additive = random.tensor([queries, keys]);
      const mask = [undefined, { data: boolean, shape: [queries, keys] }, additive][kind];
      const { output } = engine().attention({
        query,
        key,
        value,
        isCausal,
        ...(scale !== undefined && { scale }),
        ...(softcap !== undefined && { softcap }),
        ...(mask && { mask }),
      });
      const wanted = naiveAttention({
        query,
        key,
        value,
        allows: (_b, _h, q, k) => (!isCausal || k <= q) && (kind !== 1 || boolean[q * keys + k] === 1),
        bias: (_b, _h, q, k) => (kind === 2 ? (additive.data[q * keys + k] ?? 0) : 0),
        ...(scale !== undefined && { scale }),
        ...(softcap !== undefined && { softcap }),
      });
      expect(output.shape, `seed ${seed}`).toEqual(wanted.shape);
      expect(worstDifference(output.data, wanted.output), `seed ${seed}`).toBeLessThan(1e-5);
    }
  });

  test("reads heads out of three axes as out of four", () => {
    const random = new Seeded(11);
    const [batch, heads, length, size] = [2, 3, 4, 5];
    const four = [0, 1, 2].map(() => random.tensor([batch, heads, length, size]));
    const three = four.map(({ data }) => {
      const moved = new Float32Array(data.length);
      data.forEach((value, i) => {
        const [b, h, t, d] = [
          Math.floor(i / (heads * length * size)),
          Math.floor(i / (length * size)) % heads,
          Math.floor(i / size) % length,
          i % size,
        ];
        moved[((b * length + t) * heads + h) * size + d] = value;
      });
      return { data: moved, shape: [batch, length, heads * size] };
    });
    const [query, key, value] = four as [(typeof four)[0], (typeof four)[0], (typeof four)[0]];
    const [query3, key3, value3] = three as [(typeof four)[0], (typeof four)[0], (typeof four)[0]];
    const apart = engine().attention({ query, key, value });
    const joined = engine().attention({ query: query3, key: key3, value: value3, qNumHeads: heads, kvNumHeads: heads });
    expect(joined.output.shape).toEqual([batch, length, heads * size]);
    const sorted = (data: Float32Array) => Array.from(data).sort((a, b) => a - b);
    expect(worstDifference(sorted(joined.output.data), sorted(apart.output.data))).toBeLessThan(1e-6);
    // Head 1 of the first token lies behind head 0's numbers.
    const head = apart.output.data.slice(length * size, length * size + size);
    expect(worstDifference(joined.output.data.slice(size, 2 * size), head)).toBeLessThan(1e-6);
  });

  test("appends to past keys and values and gives both back", () => {
    const random = new Seeded(5);
    const [past, now] = [3, 2];
    const query = random.tensor([1, 2, now, 4]);
    const whole = { key: random.tensor([1, 2, past + now, 4]), value: random.tensor([1, 2, past + now, 4]) };
    const cut = (from: number, to: number, data: Float32Array) => ({
      data: Float32Array.from([0, 1].flatMap((h) => Array.from(data.slice((h * 5 + from) * 4, (h * 5 + to) * 4)))),
      shape: [1, 2, to - from, 4],
    });
    const { output, presentKey, presentValue } = engine().attention({
      query,
      key: cut(past, past + now, whole.key.data),
      value: cut(past, past + now, whole.value.data),
      pastKey: cut(0, past, whole.key.data),
      pastValue: cut(0, past, whole.value.data),
    });
    expect(presentKey).toEqual(whole.key);
    expect(presentValue).toEqual(whole.value);
    expect(worstDifference(output.data, naiveAttention({ query, ...whole }).output)).toBeLessThan(1e-5);
  });

  test("gives zeros, not NaN, to a row with nothing to attend to", () => {
    const random = new Seeded(3);
    const { output } = engine().attention({
      query: random.tensor([1, 1, 2, 3]),
      key: random.tensor([1, 1, 2, 3]),
      value: random.tensor([1, 1, 2, 3]),
      mask: { data: [false, false, true, true], shape: [2, 2] },
    });
    expect(Array.from(output.data.slice(0, 3))).toEqual([0, 0, 0]);
    expect(output.data.slice(3).every((value) => value !== 0 && Number.isFinite(value))).toBe(true);
  });

  test("never lets NaN or infinity out of a masked key", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const random = new Seeded(8);
      const [query, key, value] = [0, 1, 2].map(() => random.tensor([1, 1, 3, 2]));
      if (!query || !key || !value) throw new Error("Three tensors were made.");
      key.data.fill(bad, 4);
      value.data.fill(bad, 4);
      const { output } = engine().attention({
        query,
        key,
        value,
        mask: { data: [1, 1, 0].map(Boolean), shape: [1, 3] },
      });
      expect(output.data.every(Number.isFinite)).toBe(true);
    }
  });

  test("stays exact for scores that overflow a naive softmax", () => {
    const { output } = engine().attention({
      query: { data: [1000], shape: [1, 1, 1, 1] },
      key: { data: [1, 2], shape: [1, 1, 2, 1] },
      value: { data: [3, 4], shape: [1, 1, 2, 1] },
    });
    expect(Array.from(output.data)).toEqual([4]);
  });

  test("changes nothing when keys and values are permuted together", () => {
    const random = new Seeded(21);
    const [query, key, value] = [random.tensor([1, 2, 3, 4]), random.tensor([1, 2, 5, 4]), random.tensor([1, 2, 5, 4])];
    const order = [3, 0, 4, 1, 2];
    const permuted = ({ data, shape }: typeof key) => ({
      data: Float32Array.from(data, (_, i) => {
        const [h, k, d] = [Math.floor(i / 20), Math.floor(i / 4) % 5, i % 4];
        return data[(h * 5 + (order[k] ?? 0)) * 4 + d] ?? Number.NaN;
      }),
      shape,
    });
    const before = engine().attention({ query, key, value }).output;
    const after = engine().attention({ query, key: permuted(key), value: permuted(value) }).output;
    expect(worstDifference(after.data, before.data)).toBeLessThan(1e-6);
  });

  test("leaves what it was given as it was", () => {
    const random = new Seeded(2);
    const given = {
      query: random.tensor([1, 1, 2, 2]),
      key: random.tensor([1, 1, 2, 2]),
      value: random.tensor([1, 1, 2, 2]),
    };
    const before = structuredClone(given);
    engine().attention(given);
    expect(given).toEqual(before);
  });
});

describe("softmax", () => {
  test("sums to one along every axis, from either end", () => {
    const input = new Seeded(4).tensor([2, 3, 4]);
    const { output } = engine().softmax({ input });
    expect(output.shape).toEqual([2, 3, 4]);
    for (const axis of [0, 1, 2, -1, -2, -3]) {
      const { data } = engine().softmax({ input, axis }).output;
      const real = axis < 0 ? axis + 3 : axis;
      const stride = [12, 4, 1][real] ?? 1;
      const size = [2, 3, 4][real] ?? 1;
      const sum = Array.from({ length: size }, (_, i) => data[i * stride] ?? 0).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  test("changes nothing when a constant is added to a row", () => {
    const input = new Seeded(6).tensor([3, 5]);
    const moved = { data: input.data.map((value, i) => value + (i < 5 ? 10 : -3)), shape: [3, 5] };
    const difference = worstDifference(
      engine().softmax({ input }).output.data,
      engine().softmax({ input: moved }).output.data,
    );
    expect(difference).toBeLessThan(1e-6);
  });

  test("takes Float64Array, integers and plain arrays alike", () => {
    const results = [
      new Float32Array([1, 2, 3]),
      new Float64Array([1, 2, 3]),
      new Int16Array([1, 2, 3]),
      new BigInt64Array([1n, 2n, 3n]) as unknown as number[],
      [1, 2, 3],
      { length: 3, 0: 1, 1: 2, 2: 3 },
    ].map((data) => Array.from(engine().softmax({ input: { data, shape: [3] } }).output.data));
    for (const result of results) expect(result).toEqual(results[0]);
  });
});
