// One process at a time, across processes: a folder made atomically, with its owner's process id in it.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function tryTake(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(join(path, "owner"), String(process.pid));
  return true;
}

/** The process id of the lock's owner while that process lives; 0 while it is being taken; null when it is abandoned. */
function livingOwner(path) {
  let owner;
  try {
    owner = Number(readFileSync(join(path, "owner"), "utf8"));
  } catch {
    // Between the folder and the file lie microseconds; a folder without an owner for longer is a leftover.
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - made < 5000 ? 0 : null;
  }
  try {
    process.kill(owner, 0);
    return owner;
  } catch (error) {
    return error.code === "EPERM" ? owner : null;
  }
}

/** Runs `work` while holding the lock at `path`; waits for another holder, takes over from a dead one. */
export async function withLock(path, log, work) {
  let told = false;
  while (!tryTake(path)) {
    const owner = livingOwner(path);
    if (owner === null) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!told && owner > 0) log(`Waiting for process ${owner}, which is doing the same ...`);
    told ||= owner > 0;
    await pause(300);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
