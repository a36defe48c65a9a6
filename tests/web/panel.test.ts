import { describe, expect, it } from "vitest";
import { decimal, readPanel, writePanel } from "../../web/src/state/panel";
import { choice, flag, integer, line } from "../../web/src/state/settings";

const FIELDS = {
  beam: integer("document", 4, 1, 8),
  penalty: decimal(0.5, 0, 2),
  mode: choice<"a" | "b">("document", ["a", "b"]),
  text: line("document", "hello", 20),
  causal: flag("document", false),
};

describe("the fields of a workbench", () => {
  it("come back from their own text, hostile words included", () => {
    const values = { beam: 7, penalty: 1.25, mode: "b", text: "a&beam=1#<b>&", causal: true } as const;
    expect(readPanel(FIELDS, writePanel(FIELDS, values))).toEqual({ values, unreadable: [] });
  });

  it("leave out of the text what is at its default", () => {
    expect(writePanel(FIELDS, { beam: 4, text: "hello", penalty: 0.5 })).toBe("");
    expect(writePanel(FIELDS, { beam: 5, text: "hello" })).toBe("beam=5");
  });

  it("name what can't be read and keep its default", () => {
    const { values, unreadable } = readPanel(
      FIELDS,
      "beam=99&penalty=NaN&mode=c&causal=yes&text=ok&__proto__=1&toString=2",
    );
    expect(values).toEqual({ beam: 4, penalty: 0.5, mode: "a", text: "ok", causal: false });
    expect([...unreadable].sort()).toEqual(["__proto__", "beam", "causal", "mode", "penalty", "toString"].sort());
  });

  it("refuse numbers that are empty, infinite or out of bounds", () => {
    for (const text of ["", " ", "Infinity", "-0.1", "2.1", "1e400", "x"])
      expect(FIELDS.penalty.parse(text)).toBeUndefined();
    expect(FIELDS.penalty.parse("1e-3")).toBe(0.001);
  });
});
