/** Tests in TypeScript: pure code, the built engine under Node, and real browsers (two files at a time: two cores). */
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { ELSEWHERE } from "../tests/e2e/support/elsewhere.ts";
import { ROOT } from "./vite.common.ts";

/** Tests compare what is shown with the whole catalogue, whichever parts of it a page has fetched. */
const WORDS = join(ROOT, "tests/words.ts");

const project = (name: string, rest: object) => ({
  test: {
    name,
    root: ROOT,
    environment: "node",
    include: [`tests/${name}/**/*.test.ts`],
    setupFiles: [WORDS],
    ...rest,
  },
});

const inBrowsers = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // One browser for two files at a time, each test with a page of its own.
  maxWorkers: 2,
  globalSetup: "tests/e2e/support/global.ts",
  // A press that comes between two pictures can be lost, as it can to a person, who presses again. The runner says which
  // tests needed that, at its end; a fault of the page fails twice.
  retry: 1,
  // What is waited for needs a frame or an answer of the engine; a busy machine may take its time.
  expect: { poll: { timeout: 10_000, interval: 20 } },
};

/**
 * Firefox and WebKit are asked by another process for every little thing, and take several times as long. One file at a
 * time: of two windows only one has the focus, and what is typed is lost in the other now and then.
 */
const inOthers = {
  ...inBrowsers,
  maxWorkers: 1,
  testTimeout: 240_000,
  expect: { poll: { timeout: 40_000, interval: 50 } },
};

const filesOf = (browser: keyof typeof ELSEWHERE): string[] =>
  ELSEWHERE[browser].map((name) => `tests/e2e/${name}.test.ts`);

export default defineConfig({
  root: ROOT,
  // The tests' own cache, away from the sources.
  cacheDir: join(ROOT, "build/vitest"),
  test: {
    // A test that was left as the only one must not pass for the suite.
    allowOnly: false,
    projects: [
      project("web", { testTimeout: 30_000 }),
      project("engine", { testTimeout: 30_000 }),
      // Needs the native library, which the compilers' lane has just built.
      project("exports", { testTimeout: 30_000 }),
      // Trains and evaluates by the native tools.
      project("models", { testTimeout: 120_000, maxWorkers: 1 }),
      // Packs what was built and installs it elsewhere.
      project("package", {
        testTimeout: 300_000,
        hookTimeout: 120_000,
        maxWorkers: 2,
        globalSetup: "tests/e2e/support/global.ts",
      }),
      project("e2e", inBrowsers),
      project("e2e-firefox", { ...inOthers, include: filesOf("firefox") }),
      project("e2e-webkit", { ...inOthers, include: filesOf("webkit") }),
    ],
  },
});
