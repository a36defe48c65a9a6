// `npm start`: installs what is missing, builds what is out of date, serves the page on this computer.
//   npm start -- --port 5000
import { join } from "node:path";
import { SetupError } from "../../emsdk-config/process.mjs";
import { buildAll } from "./build.mjs";
import { ROOT } from "./dependencies.mjs";
import { serve } from "./serve.mjs";

const FIRST_PORT = 8080;

function portFrom(args) {
  const at = args.indexOf("--port");
  if (at < 0) return FIRST_PORT;
  const port = Number(args[at + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new SetupError(`--port wants a number from 0 to 65535, not "${args[at + 1] ?? ""}".`);
  return port;
}

try {
  const port = portFrom(process.argv.slice(2));
  await buildAll();
  const { address, close } = await serve(join(ROOT, "dist"), port, { isolated: true });
  console.log(`\nAttention Lab: ${address}`);
  console.log(`Offline, as one file: ${join(ROOT, "dist", "attention-lab.html")}`);
  console.log(`The same with every learned model inside: ${join(ROOT, "dist", "attention-lab-full.html")}`);
  console.log("Ctrl+C stops it.");
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => close().then(() => process.exit(0)));
  }
} catch (error) {
  if (error instanceof SetupError) console.error(error.message);
  else console.error(error);
  process.exitCode = 1;
}
