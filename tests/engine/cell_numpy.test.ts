/** The NumPy lines of a cell, run by Python: they compute the very number from its operands. */
import { expect, test } from "vitest";
import { cellNumpy } from "../../web/src/trace/cell_numpy";
import { pythonWith, runScripts, type Script } from "./python";
import { SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();
const options = {
  nameOf: (name: string, index: readonly number[]) => `${name}[${index}]\nraise SystemExit("a name is no code")`,
  setByHand: "set by hand",
};

test("each cell's lines assert its number, alone and with all that it was made of, for a sample of every tensor", () => {
  const python = pythonWith("numpy");
  if (!python) throw new Error("these tests need Python with NumPy");
  const scripts: Script[] = SPECS.flatMap(([what, spec]) =>
    withTrace(engine().run(spec), (trace) =>
      trace.names.flatMap((name) =>
        [0, 1].map((place) => {
          const told = trace.explain(
            name,
            trace.tensor(name).shape.map((size) => Math.min(place, size - 1)),
          );
          const below = told.operands.slice(0, 40).map((operand) => trace.explain(operand.name, operand.index));
          return { name: `${what}: ${name} ${place}`, text: cellNumpy([told, ...below], options) };
        }),
      ),
    ),
  );
  expect(scripts.length).toBeGreaterThan(1000);
  const failed = runScripts(python, scripts).filter(({ error }) => error !== "");
  expect(failed.slice(0, 12).map(({ name, error }) => `${name}: ${error}`)).toEqual([]);
}, 120_000);

test("lines that are wrong by a digit are found wrong", () => {
  const python = pythonWith("numpy");
  if (!python) throw new Error("these tests need Python with NumPy");
  withTrace(engine().run({ text: "the cat sat" }), (trace) => {
    const told = trace.explain("attn.scores", [0, 1, 2]);
    const text = cellNumpy(
      [
        {
          ...told,
          operands: told.operands.map((operand, at) => ({ ...operand, value: operand.value + (at === 0 ? 0.1 : 0) })),
        },
      ],
      options,
    );
    expect(runScripts(python, [{ name: "wrong", text }])[0]?.error).toMatch(/^AssertionError/);
  });
});
