// Emscripten on Debian 12, which itself has only 3.1.6: Debian 13's packages, verified by the machine's own
// archive keyring, unpacked into a private folder beside the machine's clang-19. The machine's apt
// configuration is read (for the mirror) and never changed.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, run, SetupError } from "./process.mjs";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

// node-acorn comes from Debian 13 as well, unpacked: installing it would bring Debian's own Node along.
const PACKAGES = ["emscripten", "binaryen", "libc6", "libstdc++6", "libgcc-s1", "node-acorn"];

// What Emscripten needs of the machine itself, installed beforehand.
export const MACHINE_PACKAGES = ["clang-19", "lld-19", "llvm-19", "python3", "debian-archive-keyring", "xz-utils"];

// 1.7 GB unpacked; without the libraries for targets that are never linked here it is a quarter of that.
const LEFT_OUT = [
  "./usr/share/emscripten/test/*",
  "./usr/share/emscripten/docs/*",
  "./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/lto*",
  "./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/pic*",
  "./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/*-ww*",
  "./usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten/*-asan*",
  "./usr/share/doc*",
];

/** Paths inside a finished root. */
export const emscriptenIn = (root) => join(root, "usr/share/emscripten");

function mirror() {
  const ask = () =>
    (
      capture("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Codename: bookworm"]) ??
      ""
    )
      .split("\n")
      .filter(Boolean)
      .sort()[0];
  const address = ask();
  if (!address)
    throw new SetupError(
      'apt names no source for Debian 12 (bookworm). Check /etc/apt/sources.list, run "apt-get update", then try again.',
    );
  return address;
}

async function fetchPackages(folder) {
  for (const name of ["lists/partial", "cache/archives/partial", "packages"])
    mkdirSync(join(folder, name), { recursive: true });
  const list = join(folder, "trixie.list");
  writeFileSync(list, `deb [signed-by=${KEYRING}] ${mirror()} trixie main\n`);
  const options = [
    ["Dir::Etc::SourceList", list],
    ["Dir::Etc::SourceParts", "-"],
    ["Dir::Etc::Preferences", "/dev/null"],
    ["Dir::Etc::PreferencesParts", "/dev/null"],
    ["Dir::State::Lists", join(folder, "lists")],
    ["Dir::Cache", join(folder, "cache")],
    ["APT::Sandbox::User", ""],
    ["Acquire::Retries", "3"],
    // Otherwise a mirror out of reach is only a warning, and the failure comes later under another name.
    ["APT::Update::Error-Mode", "any"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  await run("apt-get", [...options, "-q", "update"], { quiet: true });
  await run("apt-get", [...options, "-q", "download", ...PACKAGES], { quiet: true, cwd: join(folder, "packages") });
}

async function unpack(folder, root) {
  mkdirSync(root, { recursive: true });
  const excluded = LEFT_OUT.map((pattern) => `--exclude='${pattern}'`).join(" ");
  for (const name of readdirSync(join(folder, "packages")).filter((file) => file.endsWith(".deb"))) {
    // bash for pipefail: a damaged package must not pass for an unpacked one.
    await run(
      "bash",
      [
        "-o",
        "pipefail",
        "-c",
        `dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner ${excluded}`,
        "bash",
        join(folder, "packages", name),
        root,
      ],
      { quiet: true },
    );
  }
}

/** binaryen is linked against the newer C library that lies beside it, so each tool is started through its loader. */
function wrapBinaryen(root) {
  const triple = readdirSync(join(root, "usr/lib")).find((name) =>
    existsSync(join(root, "usr/lib", name, "libc.so.6")),
  );
  const loader = triple && readdirSync(join(root, "usr/lib", triple)).find((name) => name.startsWith("ld-linux"));
  if (!loader)
    throw new SetupError("The C library package of Debian 13 is not laid out as expected: no loader found in it.");
  mkdirSync(join(root, "binaryen/bin"), { recursive: true });
  for (const tool of readdirSync(join(root, "usr/bin")).filter((name) => name.startsWith("wasm"))) {
    const script = `#!/bin/sh
root=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
exec "$root/usr/lib/${triple}/${loader}" --library-path "$root/usr/lib/${triple}" "$root/usr/bin/${tool}" "$@"
`;
    writeFileSync(join(root, "binaryen/bin", tool), script, { mode: 0o755 });
  }
}

/** Emscripten reads the file `.emscripten` beside itself: no environment variable is needed afterwards. */
function configure(root) {
  const home = emscriptenIn(root);
  // The acorn optimizer imports acorn as an ES module, which no search path reaches: it must lie beside it.
  mkdirSync(join(home, "node_modules"), { recursive: true });
  symlinkSync("../../nodejs/acorn", join(home, "node_modules/acorn"));
  // Paths are worked out when it is read, so that the folder can be renamed into place.
  writeFileSync(
    join(home, ".emscripten"),
    `import os
from tools.utils import path_from_root
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = os.path.normpath(path_from_root('..', '..', '..', 'binaryen'))
NODE_JS = 'node'
FROZEN_CACHE = True
`,
  );
}

/** Builds a complete toolchain in `folder`, which the caller renames into place: `folder/usr/share/emscripten/emcc`. */
export async function installOnBookworm(folder, log) {
  log("Fetching Debian 13's Emscripten packages (about 245 MB) ...");
  const downloads = join(folder, "downloads");
  await fetchPackages(downloads);
  log("Unpacking ...");
  await unpack(downloads, folder);
  rmSync(downloads, { recursive: true, force: true });
  wrapBinaryen(folder);
  configure(folder);
}
