// Holds the C++ layers to their direction: with each layer's own compiler flags, the headers of the layers it may not
// use do not exist, and those it may use do. Prints one line a wrong pair, and the counts.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { capture, run } from "../../emsdk-config/process.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { cppFiles } from "./sources.mjs";

/** Every layer with all that it may include, itself apart (docs/architecture.md). */
const MAY_USE = {
  core: [],
  kernels: ["core"],
  tape: ["core", "kernels"],
  text: ["core"],
  metrics: ["core"],
  io: ["core", "kernels", "tape"],
  layers: ["core", "kernels", "tape"],
  models: ["core", "kernels", "tape", "layers", "text", "io"],
  training: ["core", "kernels", "tape", "layers", "text", "io", "models"],
  decoding: ["core", "kernels", "tape", "layers", "text", "io", "models"],
};

const folder = join(ROOT, "build/tidy");
await run("cmake", ["--preset", "native", "-B", folder, "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON"], {
  cwd: ROOT,
  quiet: true,
});
const commands = JSON.parse(readFileSync(join(folder, "compile_commands.json"), "utf8"));

const filesOf = (layer, ending) =>
  readdirSync(join(ROOT, "cpp/attention", layer)).filter((name) => name.endsWith(ending));

/** The include folders that the build gives to a layer's files. */
function includeFlags(layer) {
  const start = join(ROOT, "cpp/attention", layer) + sep;
  const command = commands.find((entry) => entry.file.startsWith(start))?.command ?? "";
  // The shell takes the command apart as it would to run it: a folder's name may have a space.
  const words = capture("sh", ["-c", `printf '%s\\n' ${command}`])?.split("\n") ?? [];
  return words.filter((word, index) => /^-I|^-isystem$/.test(word) || words[index - 1] === "-isystem");
}

/** Whether a file of `layer` can include `header`. */
function sees(layer, header) {
  const args = ["-std=c++20", "-E", "-x", "c++", ...includeFlags(layer), "-"];
  return spawnSync("g++", args, { input: `#include "${header}"\n`, stdio: ["pipe", "ignore", "ignore"] }).status === 0;
}

let passed = 0;
const wrong = [];
const expect = (holds, complaint) => (holds ? passed++ : wrong.push(complaint));

for (const layer of Object.keys(MAY_USE).filter((name) => filesOf(name, ".cc").length > 0)) {
  for (const other of Object.keys(MAY_USE).filter((name) => name !== layer)) {
    const [header] = filesOf(other, ".h");
    if (!header) continue;
    const allowed = MAY_USE[layer].includes(other);
    const verb = allowed ? "cannot" : "can";
    expect(sees(layer, `attention/${other}/${header}`) === allowed, `${layer} ${verb} include attention/${other}/`);
  }
}
for (const file of cppFiles([".cc", ".h"])) {
  const path = relative(ROOT, file).replaceAll(sep, "/");
  const includes = readFileSync(file, "utf8").match(/^\s*#\s*include\s+.*$/gm) ?? [];
  const around = includes.filter((line) => line.includes("../"));
  expect(around.length === 0, `${path} includes by a path that goes up: ${around.join(", ")}`);
  const emscripten = includes.filter((line) => line.includes("emscripten"));
  expect(path.startsWith("cpp/bindings/") || emscripten.length === 0, `${path} includes ${emscripten.join(", ")}`);
}
for (const complaint of wrong) console.error(complaint);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;
