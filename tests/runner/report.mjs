// What is printed while the suites run, and the sums at the end.

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Collects the suites' counts; every line a suite prints appears at once, with the suite's name before it. */
export class Report {
  #results = [];
  #started = Date.now();

  /**
   * Runs one suite. `work(line)` resolves to `{ passed, failed }`, or to anything else for a suite that only builds
   * (which counts as one failure when it throws, and as nothing when it does not).
   * @returns {Promise<boolean>} whether nothing failed
   */
  async suite(name, work) {
    const line = (text) => console.log(`${name} | ${text}`);
    const started = Date.now();
    line("...");
    let result;
    try {
      const counts = await work(line);
      const { passed = 0, failed = 0, failures = [], again = [] } = counts ?? {};
      result = { passed, failed, failures, again, counted: counts?.passed !== undefined };
    } catch (error) {
      String(error?.message ?? error)
        .trimEnd()
        .split("\n")
        .forEach(line);
      const [reason] = String(error?.message ?? error).split("\n", 1);
      result = { passed: 0, failed: 1, failures: [reason], counted: true };
    }
    this.#results.push({ name, ...result, time: Date.now() - started });
    line(
      `${result.counted ? `${result.passed} passed, ${result.failed} failed` : "done"}, ${seconds(Date.now() - started)}`,
    );
    return result.failed === 0;
  }

  /** Notes a failure of something that could not even run. */
  fail(name, reason) {
    for (const text of String(reason).split("\n")) console.log(`${name} | ${text}`);
    this.#results.push({ name, passed: 0, failed: 1, failures: [reason], counted: true, time: 0 });
  }

  /**
   * Prints the summary, once more what failed, for the output may be long or cut, and, as the last line, the sums.
   * @returns {boolean} whether everything passed
   */
  close() {
    const sum = (field) => this.#results.reduce((total, result) => total + result[field], 0);
    console.log(`\n${"suite".padEnd(14)}${"passed".padStart(8)}${"failed".padStart(8)}${"time".padStart(10)}`);
    for (const { name, passed, failed, counted, time } of this.#results) {
      const shown = (count) => (counted ? String(count) : "-").padStart(8);
      console.log(
        `${name.padEnd(14)}${shown(passed)}${shown(failed)}${seconds(time).padStart(10)}${failed > 0 ? "  FAILED" : ""}`,
      );
    }
    for (const { name, failures = [], again = [] } of this.#results) {
      for (const test of again) console.log(`AT A SECOND TRY ${name} | ${test}`);
      for (const failure of failures) console.log(`FAILED ${name} | ${failure}`);
    }
    console.log(`${seconds(Date.now() - this.#started)} in all`);
    console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
    return sum("failed") === 0 && sum("passed") > 0;
  }
}
