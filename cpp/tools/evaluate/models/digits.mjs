// How many of the held-out digits are read right.
import { heldOut } from "../answers.mjs";
import { loadedEngine } from "../engine.mjs";

export const model = "digits";
export const metrics = ["accuracy"];

export async function evaluate(options) {
  const { examples } = heldOut("digits", options);
  const engine = await loadedEngine();
  const learned = await engine.loadModel(model);
  let right = 0;
  for (const { image, label } of examples) {
    const tensor = { data: Float32Array.from(image.flat(2)), shape: [image.length, image[0].length, 1] };
    right += engine.classify({ model, inputs: { image: tensor } }).label === String(label) ? 1 : 0;
  }
  learned.dispose();
  return [{ metric: "accuracy", value: right / examples.length, n: examples.length }];
}
