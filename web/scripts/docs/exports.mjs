// Reads what a package's declarations export: every name with its comment, its text and its members.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "rolldown/utils";

/** The documentation comment that ends where a declaration begins, as Markdown. */
function commentBefore({ source, comments }, start) {
  const comment = comments.findLast(
    ({ type, value, end }) =>
      type === "Block" && value.startsWith("*") && end <= start && source.slice(end, start).trim() === "",
  );
  if (!comment) return "";
  return comment.value
    .replace(/^\*/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .trim();
}

/** Declarations name modules' parts by the module that they are from, which no reader needs to know. */
const tidy = (text) =>
  text
    .replace(/\b(?:ops|decoding|metrics|text|parts)\.(?=[A-Z])/g, "")
    .replace(/^\s*(?:export )?(?:declare )?/, "")
    .replace(/;$/, "");

const isPrivate = (member) =>
  member.key?.type === "PrivateIdentifier" || member.accessibility === "private" || member.kind === "constructor";

const MEMBERS = ["MethodDefinition", "PropertyDefinition", "TSMethodSignature", "TSPropertySignature"];

function membersOf(file, body) {
  return body
    .filter((member) => MEMBERS.includes(member.type) && !isPrivate(member))
    .map((member) => ({
      name: file.source.slice(member.key.start, member.key.end),
      text: tidy(file.source.slice(member.start, member.end)),
      comment: commentBefore(file, member.start),
    }));
}

const KINDS = {
  TSInterfaceDeclaration: "interface",
  TSTypeAliasDeclaration: "type",
  ClassDeclaration: "class",
  TSDeclareFunction: "function",
  FunctionDeclaration: "function",
};

/** A statement of a module as what it declares, or undefined. */
function declared(file, statement) {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  const kind = KINDS[node?.type];
  if (!kind) return undefined;
  const source = file.source.slice(node.start, node.end);
  const heritage = kind === "interface" || kind === "class" ? tidy(source.slice(0, source.indexOf("{")).trim()) : "";
  return {
    name: node.id.name,
    kind,
    exported: statement.type === "ExportNamedDeclaration",
    module: file.name,
    comment: commentBefore(file, statement.start),
    text: kind === "interface" || kind === "class" ? heritage : tidy(source),
    members: node.body?.body ? membersOf(file, node.body.body) : [],
  };
}

/** Parses declarations once each, and follows what they export from each other. */
class Reader {
  #files = new Map();

  file(path) {
    const known = this.#files.get(path);
    if (known) return known;
    const source = readFileSync(path, "utf8");
    const { program, comments, errors } = parseSync(path, source);
    if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
    const file = { path, name: path.replace(/^.*\/types\/|\.d\.ts$/g, ""), source, comments, body: program.body };
    this.#files.set(path, file);
    return file;
  }

  /** Everything that a module exports, by its names. */
  exports(path) {
    const file = this.file(path);
    const own = new Map(
      file.body.flatMap((statement) => {
        const found = declared(file, statement);
        return found ? [[found.name, found]] : [];
      }),
    );
    const exported = new Map([...own].filter(([, one]) => one.exported));
    for (const statement of file.body) {
      const from = statement.source && join(dirname(path), statement.source.value.replace(/\.js$/, ".d.ts"));
      if (statement.type === "ExportAllDeclaration") {
        for (const [name, one] of this.exports(from)) exported.set(name, one);
      } else if (statement.type === "ExportNamedDeclaration" && statement.specifiers.length > 0) {
        const all = from && existsSync(from) ? this.exports(from) : own;
        for (const { local, exported: as } of statement.specifiers) {
          const one = all.get(local.name);
          if (one) exported.set(as.name, { ...one, name: as.name });
        }
      }
    }
    return exported;
  }
}

/** What the declarations at `path` export, by name. */
export const exportsOf = (path) => new Reader().exports(path);
