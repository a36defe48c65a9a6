/** Everything that goes wrong leaves the engine as an Error whose message begins with the op. */

/** An Error with the op in brackets: `[attention] query: ...`. */
export function fault(op: string, message: string): Error {
  return new Error(`[${op}] ${message}`);
}

/** `[2, 3]`; long lists end in an ellipsis, so that a message stays one line. */
export function shapeText(shape: readonly unknown[]): string {
  const shown = shape.slice(0, 12).map((size) => String(size));
  return `[${shown.join(", ")}${shape.length > shown.length ? ", …" : ""}]`;
}

/** What a value is, in a few words, whatever it is: messages must not depend on a hostile toString. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  switch (typeof value) {
    case "number":
    case "boolean":
    case "bigint":
    case "undefined":
      return String(value);
    case "string":
      return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
    case "object":
      return ArrayBuffer.isView(value) ? "a typed array" : "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** After one of these the module's memory can't be trusted any more. */
export function isFatal(error: unknown): boolean {
  if (error instanceof RangeError && /call stack/i.test(error.message)) return true;
  return typeof WebAssembly !== "undefined" && error instanceof WebAssembly.RuntimeError;
}

/** Anything thrown, as an Error that names the op. */
export function asFault(op: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith("[") ? (error as Error) : fault(op, message);
}
