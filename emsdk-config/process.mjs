// Running other programs, for the installer: Node built-ins only, since it runs before `npm ci`.
import { spawn, spawnSync } from "node:child_process";
import { setPriority } from "node:os";

/** A failure whose message is meant for the reader as it stands: what went wrong and what to do. */
export class SetupError extends Error {}

/**
 * Runs a program and resolves when it has succeeded; its output goes to the terminal, or with `quiet` into the error
 * or the answer. A `patient` one yields the processor to whatever else runs.
 * @throws SetupError naming the command when it fails or cannot be started.
 */
export function run(command, args, options = {}) {
  const { quiet = false, patient = false, ...rest } = options;
  return new Promise((resolve, reject) => {
    // Nothing here may wait for an answer on a terminal that no one watches: no standard input.
    const child = spawn(command, args, {
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
      ...rest,
    });
    if (patient && child.pid) yieldProcessor(child.pid);
    let log = "";
    child.stdout?.on("data", (text) => (log += text));
    child.stderr?.on("data", (text) => (log += text));
    child.on("error", (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(log);
      else
        reject(
          new SetupError(
            `${log}${log.endsWith("\n") || !log ? "" : "\n"}"${[command, ...args].join(" ")}" failed (${signal ?? `exit ${code}`}).`,
          ),
        );
    });
  });
}

/** What the process starts in turn inherits this. */
function yieldProcessor(id) {
  try {
    setPriority(id, 10);
  } catch {
    // It has just ended by itself.
  }
}

/** Runs a program and returns its trimmed standard output, or null when it failed or does not exist. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], ...options });
  return result.status === 0 ? result.stdout.trim() : null;
}
