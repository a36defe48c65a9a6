/** Work that may wait its turn: at once while there is time, and then in order, in tasks of its own. */
import { describe, expect, test, vi } from "vitest";
import { inTurn } from "../../web/src/views/turns";

describe("work in turns", () => {
  test("is done at once where its task has time, later in order where it hasn't, and a fault reaches who asked", async () => {
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    const order: string[] = [];
    const work = (name: string, takes: number) => () => {
      order.push(name);
      now += takes;
    };
    try {
      expect(inTurn(work("first", 1))).toBeUndefined();
      expect(inTurn(work("second", 50))).toBeUndefined();
      const third = inTurn(work("third", 50));
      const fails = inTurn(() => {
        throw new Error("no canvas");
      });
      const last = inTurn(work("last", 1));
      expect(order).toEqual(["first", "second"]);
      await expect(fails).rejects.toThrow("no canvas");
      await Promise.all([third, last]);
      expect(order).toEqual(["first", "second", "third", "last"]);
    } finally {
      clock.mockRestore();
    }
  });
});
