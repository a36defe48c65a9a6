// Examples from the generators of cpp/attention/tasks, by the tool that prints them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "../../../emsdk-config/process.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SEED = 7;

function call(command, args) {
  try {
    return execFileSync(command, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 28 });
  } catch (error) {
    throw new SetupError(`${command} ${args.join(" ")} failed: ${error.message}`);
  }
}

/** `train` and `heldOut` examples of a task, so many of each. */
export function generated(task, train, heldOut) {
  call("cmake", ["--preset", "tools"]);
  call("cmake", ["--build", "--preset", "tools", "--target", "generate"]);
  const lines = (split, count) =>
    call(join(ROOT, "build/tools/cpp/tools/generate"), [task, split, String(count), String(SEED)])
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  return { train: lines("train", train), heldOut: lines("held_out", heldOut) };
}
