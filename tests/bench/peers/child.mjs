// Contenders that are programs of their own: they take lines and answer each with one, see pytorch.py.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const TORCH = fileURLToPath(new URL("pytorch.py", import.meta.url));

/** The words of the line that asks for a problem, and what the program reads of a file. */
const ASKED = {
  attention: ({ tokens, width, heads, causal, weights, ...of }) => [
    [tokens, width, heads, causal ? 1 : 0, weights ? 1 : 0],
    [of.x, of.query, of.key, of.value, of.output],
  ],
  encoder: ({ tokens, width, heads, hidden, ...of }) => [
    [tokens, width, heads, hidden],
    [of.x, of.query, of.key, of.value, of.output, of.up, of.upBias, of.down, of.downBias, of.scale, of.shift],
  ],
  product: ({ n, a, b }) => [[n], [a, b]],
  training: ({ layers, width, heads, hidden, tokens, batch, vocabulary }) => [
    [layers, width, heads, hidden, tokens, batch, vocabulary],
    null,
  ],
};

/** Starts a program and talks with it; what it writes to stderr is the reason where it ends. */
function converse(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  // Told of by the end of its lines, too.
  child.on("error", (error) => (said = error.message));
  child.stdin.on("error", () => {});
  const hear = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(said.trim().split("\n").at(-1) || `${command} ended`);
    return value;
  };
  return {
    hear,
    ask: (words) => {
      child.stdin.write(`${words.join(" ")}\n`);
      return hear();
    },
    end: () => child.stdin.end(),
  };
}

/** A program's contenders of the kinds that it has. */
function contenders(name, talk, kinds, way) {
  const folder = mkdtempSync(join(tmpdir(), "attention-bench-"));
  const [given, made] = [join(folder, "given"), join(folder, "made")];
  const open = (kind) => async (problem) => {
    const [words, arrays] = ASKED[kind](problem);
    if (arrays) writeFileSync(given, Buffer.concat(arrays.map((one) => Buffer.from(one.buffer))));
    // The program computes one problem at a time, the one that was asked for last.
    await talk.ask([kind, ...words, ...(arrays ? [given, made] : [])]);
    const bytes = arrays && readFileSync(made);
    const result = bytes && new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    return {
      way,
      run: () => result,
      time: async (calls) => Number(await talk.ask(["time", calls])),
      dispose: () => {},
    };
  };
  return {
    name,
    ...Object.fromEntries(kinds.map((kind) => [kind, open(kind)])),
    close: () => {
      talk.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PyTorch, of the first Python that has it: the system's own, or what the path leads to. */
export async function openTorch() {
  const reasons = [];
  for (const python of [process.env.PYTHON, "/usr/bin/python3", "python3"].filter(Boolean)) {
    const talk = converse(python, [TORCH]);
    try {
      const version = await talk.hear();
      return contenders(`PyTorch ${version} (native)`, talk, Object.keys(ASKED), "eager");
    } catch (error) {
      talk.end();
      reasons.push(`${python}: ${error.message}`);
    }
  }
  return { name: "PyTorch (native)", reason: `not there (${reasons.join("; ")})`, close: () => {} };
}

/** Our own engine as a native program. */
export const openNative = (program) =>
  contenders("ours", converse(program, []), ["attention", "training"], "native build");
