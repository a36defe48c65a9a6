import { describe, expect, it } from "vitest";
import { inOldOrder, shuffledOrder } from "../../web/src/trace/align";
import { TraceView } from "../../web/src/trace/trace_view";
import { traceData } from "./trace_fixture";

describe("a shuffle", () => {
  it("keeps every word, is the same for the same number, and is never the old order", () => {
    for (let count = 2; count <= 9; count++) {
      for (let nth = 1; nth <= 200; nth++) {
        const order = shuffledOrder(count, nth);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
        expect(order).not.toEqual(Array.from({ length: count }, (_, at) => at));
        expect(shuffledOrder(count, nth)).toEqual(order);
      }
    }
    const seen = new Set(Array.from({ length: 50 }, (_, nth) => shuffledOrder(6, nth + 1).join()));
    expect(seen.size).toBeGreaterThan(30);
  });

  it("leaves no word and a single one as they are", () => {
    expect(shuffledOrder(0, 1)).toEqual([]);
    expect(shuffledOrder(1, 1)).toEqual([0]);
  });
});

describe("numbers put back into the old order", () => {
  const view = new TraceView(traceData());
  // New place 0 holds the old word 2, and so on.
  const order = [2, 0, 1];

  it("move rows and columns that are words, head by head", () => {
    const { data } = view.tensor("attn.scores");
    const moved = inOldOrder(view, "attn.scores", order);
    const at = (values: Float32Array, h: number, q: number, k: number) => values[h * 9 + q * 3 + k];
    for (const h of [0, 1]) {
      for (const q of [0, 1, 2]) {
        for (const k of [0, 1, 2]) {
          expect(at(moved, h, order[q] as number, order[k] as number)).toBe(at(data, h, q, k));
        }
      }
    }
  });

  it("leave other axes alone, and matrices without words as they are", () => {
    const { data } = view.tensor("x");
    expect([...inOldOrder(view, "x", order)]).toEqual(
      [1, 2, 0].flatMap((row) => [...data.slice(row * 4, row * 4 + 4)]),
    );
    expect([...inOldOrder(view, "attn.W_o", order)]).toEqual([...view.tensor("attn.W_o").data]);
    expect([...inOldOrder(view, "x", [1, 0])]).toEqual([...data]);
  });
});
