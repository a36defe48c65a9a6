// `npm test`: installs what is missing, builds everything, runs every suite, and ends with "N passed, N failed".
//   node tests/run.mjs [suite ...]     only these suites, by name (`node tests/run.mjs --list` names them)
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PACKAGES as BUILDING, build } from "../emsdk-config/build.mjs";
import { installPackages, onDebian } from "../emsdk-config/debian.mjs";
import { SetupError } from "../emsdk-config/process.mjs";
import { buildAll, buildEngines } from "../web/scripts/build.mjs";
import { ensureDependencies, ROOT } from "../web/scripts/dependencies.mjs";
import { LLVM_PACKAGES, llvmTool } from "./checks/sources.mjs";
import { Report } from "./runner/report.mjs";
import { check, counted, googleTest, vitest } from "./runner/suites.mjs";

const REPORTS = join(ROOT, "build/reports");
const CONFORMANCE = join(ROOT, "../shared/conformance/run.mjs");

/** What the suites need of the machine beside what building needs. */
const TESTING = [
  "chromium-headless-shell",
  "firefox-esr",
  "webkit2gtk-driver",
  "xvfb",
  "fonts-dejavu-core",
  "python3-numpy",
];

const has = (folder, ending) =>
  existsSync(join(ROOT, folder)) &&
  readdirSync(join(ROOT, folder), { recursive: true }).some((name) => name.endsWith(ending));

/**
 * Every suite: what it needs built, and how it runs. Two lanes, for two cores, and after both that of the browsers, which
 * want two cores themselves: beside a compiler they would take longer than their tests have patience. A suite with `after`
 * waits for those products.
 */
const SUITES = [
  {
    name: "wasm build",
    lane: "cpp",
    makes: "wasm",
    run: (line) => buildEngines(line),
  },
  { name: "native", lane: "cpp", run: (line, report) => compiledTests("native", line, report) },
  { name: "exports", lane: "cpp", after: "wasm", run: (line, report) => vitest("exports", report, line) },
  { name: "models", lane: "cpp", after: "wasm", run: (line, report) => modelTests(line, report) },
  { name: "sanitizers", lane: "cpp", run: (line, report) => compiledTests("asan", line, report) },
  { name: "fuzz targets", lane: "cpp", run: (line) => counted(["tests/fuzz/parsers/run.mjs"], line) },
  { name: "wasm", lane: "cpp", run: (line, report) => compiledTests("wasm", line, report) },
  { name: "types", lane: "web", run: (line) => check(["node_modules/typescript/bin/tsc", "--noEmit"], line) },
  { name: "lint", lane: "web", run: (line) => check(["tests/checks/lint.mjs", "--web"], line) },
  { name: "format", lane: "web", run: (line) => check(["tests/checks/style.mjs"], line) },
  { name: "layers", lane: "web", run: (line) => counted(["tests/checks/layers.mjs"], line) },
  { name: "web", lane: "web", run: (line, report) => vitest("web", report, line) },
  { name: "engine", lane: "web", after: "wasm", run: (line, report) => vitest("engine", report, line) },
  { name: "site build", lane: "web", after: "wasm", makes: "site", run: (line) => buildAll({ log: line }) },
  {
    name: "conformance",
    lane: "web",
    after: "site",
    given: () => existsSync(CONFORMANCE),
    run: (line) => counted([CONFORMANCE, "--verbose"], line),
  },
  {
    name: "package",
    lane: "web",
    after: "site",
    run: (line, report) => vitest("package", report, line),
  },
  {
    name: "e2e",
    lane: "browsers",
    after: "site",
    given: () => has("tests/e2e", ".test.ts"),
    run: (line, report) => vitest("e2e", report, line),
  },
  // The same tests in the other two engines, as far as they hang on the browser: tests/e2e/support/elsewhere.ts.
  {
    name: "e2e-firefox",
    lane: "browsers",
    after: "site",
    run: (line, report) => vitest("e2e-firefox", report, line),
  },
  {
    name: "e2e-webkit",
    lane: "browsers",
    after: "site",
    run: (line, report) => vitest("e2e-webkit", report, line),
  },
  { name: "clang-tidy", lane: "web", run: (line) => check(["tests/checks/lint.mjs", "--cpp"], line) },
];

/** Builds a preset, leaving the processor to the other lane's browsers where both want it, and runs its tests. */
async function compiledTests(preset, line, report) {
  return googleTest(await build(preset, { log: line, quiet: true, patient: true }), report, line);
}

/** The tools first, which the native suite has built where it ran: no test should wait for a compiler. */
async function modelTests(line, report) {
  await build("native", { targets: ["train", "evaluate"], log: line, quiet: true, patient: true });
  return vitest("models", report, line);
}

async function prepare() {
  await ensureDependencies();
  if (onDebian())
    await installPackages([...BUILDING.wasm, ...BUILDING.native, ...BUILDING.fuzz, ...TESTING, ...LLVM_PACKAGES]);
  await llvmTool("clang-format");
  await llvmTool("clang-tidy");
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
}

/** Promises of what a suite makes, for the suites of the other lane; a failed one settles as false. */
function products(suites) {
  const made = new Map();
  for (const { makes } of suites.filter((suite) => suite.makes)) {
    let done;
    const promise = new Promise((resolve) => (done = resolve));
    made.set(makes, { promise, done });
  }
  return made;
}

async function runLane(suites, made, report) {
  for (const suite of suites) {
    if (suite.after && made.has(suite.after) && !(await made.get(suite.after).promise)) {
      report.fail(suite.name, `not run: the ${suite.after} build failed`);
      if (suite.makes) made.get(suite.makes).done(false);
      continue;
    }
    const ok = await report.suite(suite.name, (line) => suite.run(line, join(REPORTS, `${suite.name}.json`)));
    if (suite.makes) made.get(suite.makes).done(ok);
  }
}

const wanted = process.argv.slice(2);
if (wanted.includes("--list")) {
  console.log(SUITES.map((suite) => suite.name).join("\n"));
} else {
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  const suites = SUITES.filter(
    (suite) => (wanted.length === 0 || wanted.includes(suite.name)) && (suite.given?.() ?? true),
  );
  const report = new Report();
  try {
    if (unknown.length > 0) throw new SetupError(`No such suite: ${unknown.join(", ")}`);
    await prepare();
    const made = products(suites);
    const lane = (name) =>
      runLane(
        suites.filter((suite) => suite.lane === name),
        made,
        report,
      );
    await Promise.all([lane("cpp"), lane("web")]);
    await lane("browsers");
  } catch (error) {
    report.fail("setup", error instanceof SetupError ? error.message : error.stack);
  }
  process.exitCode = report.close() ? 0 : 1;
}
