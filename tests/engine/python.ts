/** Runs generated Python scripts: many in one process, for starting one takes longer than what it computes. */
import { spawnSync } from "node:child_process";

export interface Script {
  name: string;
  text: string;
}

export interface Outcome {
  name: string;
  /** The last line of what went wrong; empty where nothing did. */
  error: string;
  printed: string;
}

/** Each script in a namespace of its own, as if it were the program. */
const RUNNER = `
import contextlib, io, json, sys
outcomes = []
for script in json.load(sys.stdin):
    printed, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(script["text"], script["name"], "exec"), {"__name__": "__main__"})
    except BaseException as failure:
        error = f"{type(failure).__name__}: {failure}" or "failed"
    outcomes.append({"name": script["name"], "error": error, "printed": printed.getvalue()})
json.dump(outcomes, sys.stdout)
`;

/** An interpreter that can import the module, or undefined. Debian's own has its packages where another is first. */
export function pythonWith(module: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0,
  );
}

function ask(interpreter: string, program: string, input: unknown): unknown {
  const { status, stdout, stderr, error } = spawnSync(interpreter, ["-c", program], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (status !== 0) throw error ?? new Error(`${interpreter} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

export function runScripts(interpreter: string, scripts: readonly Script[]): Outcome[] {
  return ask(interpreter, RUNNER, scripts) as Outcome[];
}

/** What `ast.parse` and the imports say of scripts whose library isn't here: names of those that are no Python. */
export function parseScripts(interpreter: string, scripts: readonly Script[]): string[] {
  const program = `
import ast, json, sys
wrong = []
for script in json.load(sys.stdin):
    try:
        ast.parse(script["text"])
    except SyntaxError as failure:
        wrong.append(f"{script['name']}: {failure}")
json.dump(wrong, sys.stdout)
`;
  return ask(interpreter, program, scripts) as string[];
}
