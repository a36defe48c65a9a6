// The kinds of suites: each runs a program, passes its lines on as they come, and counts what it tested.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../../web/scripts/dependencies.mjs";

/** No suite takes this long; one that hangs is ended and fails. */
const PATIENCE = 50 * 60_000;

/** Runs a program in the checkout; resolves to its exit code, or to a word for how else it ended. */
function watch(command, args, line, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...env },
      // A group of its own, so that a browser it started ends with it.
      detached: process.platform !== "win32",
    });
    const timer = setTimeout(() => {
      line(`no end after ${PATIENCE / 60_000} minutes: stopped`);
      try {
        process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    }, PATIENCE);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (text) => text.trim() && line(text));
    }
    child.on("error", (error) => line(error.message));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? signal ?? "not started");
    });
  });
}

function reportOf(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * At least one failure for a program that ended badly, whatever it counted; and a suite without a test has failed.
 * `failures` says of each failed test its name and what went wrong, in a line.
 */
function settle({ passed, failed, failures = [] }, ended, line) {
  const badly = (reason) => {
    line(reason);
    return { passed, failed: 1, failures: [reason] };
  };
  if (ended !== 0 && failed === 0) return badly(`ended with ${ended}`);
  if (passed + failed === 0) return badly("no test ran");
  return { passed, failed, failures };
}

const firstLine = (text) =>
  String(text ?? "")
    .split("\n", 1)[0]
    .slice(0, 300);

/** Google Test's program in a build folder: native, or WebAssembly under Node. A disabled or skipped test is a failure. */
export async function googleTest(folder, report, line) {
  const module = join(folder, "attention_tests.cjs");
  const native = join(folder, "attention_tests");
  const [command, ...rest] = existsSync(module) ? [process.execPath, module] : [native];
  if (command === native && !existsSync(native)) throw new Error(`There is no attention_tests in ${folder}.`);
  let running = "";
  // Passing tests are told of by their number alone; the one under way is remembered, for a crash names no test.
  const show = (text) => {
    const [, state, test] = /^\[ +(RUN|OK) +\] (\S+)/.exec(text) ?? [];
    if (state) running = state === "RUN" ? test : "";
    else if (!/^\[[-=]+\]|^Running main/.test(text)) line(text);
  };
  const ended = await watch(command, [...rest, `--gtest_output=json:${report}`], show, {
    ASAN_OPTIONS: "detect_stack_use_after_return=1:strict_string_checks=1",
    UBSAN_OPTIONS: "print_stacktrace=1",
  });
  if (ended !== 0 && running) line(`${running}: the program ended in the middle of it`);
  const result = reportOf(report);
  const cases = (result?.testsuites ?? []).flatMap((suite) => suite.testsuite);
  const passed = cases.filter((one) => one.result === "COMPLETED" && !one.failures).length;
  for (const one of cases.filter((test) => test.result !== "COMPLETED"))
    line(`${one.classname}.${one.name}: skipped or disabled, which counts as failed`);
  const failures = cases
    .filter((one) => one.result !== "COMPLETED" || one.failures)
    .map((one) => `${one.classname}.${one.name}: ${firstLine(one.failures?.[0]?.failure ?? one.result)}`);
  return settle({ passed, failed: cases.length - passed, failures }, ended, line);
}

/** One project of web/vitest.config.ts. A skipped test, or one still to be written, is a failure; `again` passed at a second try. */
export async function vitest(project, report, line) {
  const args = [
    join(ROOT, "node_modules/vitest/vitest.mjs"),
    "run",
    "--config",
    "web/vitest.config.ts",
    "--project",
    project,
  ];
  const again = [];
  const ended = await watch(
    process.execPath,
    [...args, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    (text) => {
      // The report in JSON doesn't tell of it.
      const [, test] = /✓ (.*?) \(retry x\d+\)/.exec(text) ?? [];
      if (test) again.push(test.trim());
      line(text);
    },
  );
  const result = reportOf(report);
  const left = (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  if (left > 0) line(`${left} skipped or to be written, which counts as failed`);
  const failures = (result?.testResults ?? []).flatMap((file) => {
    const broken = file.assertionResults.filter((one) => one.status === "failed");
    // A file that could not even be read has no test to name.
    if (file.status === "failed" && broken.length === 0) return [`${basename(file.name)}: ${firstLine(file.message)}`];
    return broken.map((one) => `${basename(file.name)}: ${one.fullName}: ${firstLine(one.failureMessages[0])}`);
  });
  const failed = (result?.numFailedTests ?? 0) + left;
  return { ...settle({ passed: result?.numPassedTests ?? 0, failed, failures }, ended, line), again };
}

/** A program of Node that says by its exit code whether all is well: one check. */
export async function check(args, line) {
  const ended = await watch(process.execPath, args, line);
  return ended === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A program of Node whose last line says "N passed, N failed". */
export async function counted(args, line) {
  let last = "";
  const ended = await watch(process.execPath, args, (text) => {
    last = text;
    line(text);
  });
  const [, passed = 0, failed = 0] = /^(\d+) passed, (\d+) failed$/.exec(last) ?? [];
  return settle({ passed: Number(passed), failed: Number(failed) }, ended, line);
}
