/** The command on each card, at reduced size: the model at its own size learns the sample that ships, from its seed. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../web/scripts/dependencies.mjs";

/** Nats a piece or a class: what the first epoch is above, being little more than guesses, and a trial must come below. */
const BOUNDS = {
  "translator-everyday": [4, 0.5],
  "translator-debian": [4, 0.5],
  summariser: [4, 0.5],
  "language-model": [4, 2],
  grammar: [3, 0.1],
  pronouns: [3, 0.4],
  digits: [2, 0.9],
  sentiment: [0.6, 0.2],
} as const;

interface Epoch {
  epoch: number;
  loss: number;
}

/** The lines that the tool prints about a training, one JSON object each. */
function trial<Line = Epoch>(name: string, ...more: string[]): Line[] {
  const output = execFileSync(process.execPath, [join(ROOT, "cpp/tools/train.mjs"), name, "--quick", ...more], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

/** What the training of a head on a frozen encoder reports. */
interface Head {
  loss: number;
  folds: number[];
  held_out: { accuracy: number };
}

describe("npm run train -- NAME --quick", () => {
  for (const [name, [first, bound]] of Object.entries(BOUNDS)) {
    test(`teaches ${name} its sample: the loss falls from above ${first} to below ${bound}`, () => {
      const epochs = trial(name);
      expect(epochs[0]?.loss).toBeGreaterThan(first);
      expect(epochs.at(-1)?.loss).toBeLessThan(bound);
    });
  }

  test("teaches sentiment-use a head from 150 sentences that is right about two held-out ones of three", () => {
    const [head] = trial<Head>("sentiment-use");
    expect(head?.loss).toBeLessThan(0.2);
    expect(head?.held_out.accuracy).toBeGreaterThan(0.66);
    expect(head?.folds).toHaveLength(5);
  });

  test("gives the same losses again from the same seed", () => {
    const losses = () => trial("translator-everyday", "--epochs", "3").map(({ loss }) => loss);
    expect(losses()).toEqual(losses());
  });

  test("asks which model where there is none of that name", () => {
    expect(() => trial("../secret")).toThrow(/Which model\? One of .*translator-everyday/);
  });
});
