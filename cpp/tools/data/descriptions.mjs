// Debian's package descriptions, read from the text of an index.

/** A description's blocks: what a blank line (" .") or an item's mark sets apart, each as one line. */
function blocksOf(lines) {
  const blocks = [];
  let open = false;
  for (const line of lines) {
    const text = line.slice(1).trimEnd();
    if (text === "" || text === ".") {
      open = false;
      continue;
    }
    const item = /^\s*[-*+\u2022o]\s+/.exec(text);
    const verbatim = /^\s/.test(text);
    if (item || !open || (verbatim && !blocks.at(-1).item)) {
      blocks.push({ text: text.slice(item?.[0].length ?? 0).trim(), item: Boolean(item) });
    } else {
      blocks.at(-1).text += ` ${text.trim()}`;
    }
    open = true;
  }
  return blocks;
}

/** `Map` from the hash of the English description to `{ name, synopsis, blocks: [{ text, item }] }`. */
export function readDescriptions(index) {
  const found = new Map();
  for (const entry of index.split(/\n\n+/)) {
    const lines = entry.split("\n");
    const name = /^Package: (.*)$/m.exec(entry)?.[1];
    const hash = /^Description-md5: (.*)$/m.exec(entry)?.[1];
    const first = lines.findIndex(
      (line) => /^Description-[a-z_A-Z]+: /.test(line) && !line.startsWith("Description-md5"),
    );
    if (!name || !hash || first < 0 || found.has(hash)) continue;
    const synopsis = lines[first].replace(/^[^:]*: */, "").trim();
    found.set(hash, {
      name,
      synopsis,
      blocks: blocksOf(lines.slice(first + 1).filter((line) => line.startsWith(" "))),
    });
  }
  return found;
}

/** A block's sentences. */
export const sentencesOf = (text) => text.split(/(?<=[.!?])\s+(?=[\p{Lu}\u00ab"(])/u).map((part) => part.trim());
