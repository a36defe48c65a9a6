/**
 * States that somebody else's page might hand over: links and values by name, good, bad and hostile, the same ones for the
 * same seed. One function that needs nothing around it, for it also runs in browsers, sent there as text.
 */
export interface KnownSetting {
  name: string;
  min?: number | undefined;
  max?: number | undefined;
  options?: readonly string[] | undefined;
}

export interface HostileState {
  /** A link's hash. */
  hash: string;
  /** Values by name, of any type that a script has. */
  values: Record<string, unknown>;
  caption: string;
}

export function hostileStates(seed: number, rounds: number, settings: readonly KnownSetting[]): HostileState[] {
  // mulberry32, as in seeded.ts
  let now = seed;
  const random = (): number => {
    now = (now + 0x6d2b79f5) | 0;
    let mixed = Math.imul(now ^ (now >>> 15), 1 | now);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  const texts = [
    "",
    " ",
    "\0",
    "NaN",
    "-0",
    "-1",
    "1e309",
    "0x10",
    "9007199254740993",
    "true",
    "__proto__",
    "constructor",
    "toString",
    "<img src=x onerror=window.struck=1>",
    '"><script>window.struck=2</script>',
    "javascript:window.struck=3",
    "</script><!--<script>",
    "#{window.struck=4}",
    "\u202etfel\ud800",
    "%E0%A4%A",
    "a&b=c#d;e,f",
    "attn.weights@0,1,2",
    "attn.W_q@0,0,0=1e999",
    "attn.W_q@0,0,0=0.5;attn.mask@0,0=1",
    "causal window=-5 window=1e9",
    "causal padding=2",
    "encoder",
    "pronouns",
    "S01",
    "softmax",
    "The cat sat",
    "ก็猫🦊".repeat(20),
    "w ".repeat(600),
  ];
  const natives: unknown[] = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    1e308,
    2 ** 53,
    0.1 + 0.2,
    null,
    undefined,
    [],
    [1, 2],
    {},
    { valueOf: () => 3 },
    { toString: () => "softmax" },
    () => 4,
    Symbol("5"),
    10n,
  ];
  const good = ({ min = 0, max, options }: KnownSetting): unknown => {
    if (options) return pick(options);
    if (max !== undefined) return random() < 0.7 ? Math.round(min + random() * (max - min)) : random() * 2 * max - 1;
    return random() < 0.5 ? random() < 0.5 : pick(texts);
  };
  const names = ["v", "__proto__", "constructor", "hasOwnProperty", "onclick", "hat", "sentence", "mask", "state"];
  const mangled = (text: string): string => {
    const at = Math.floor(random() * (text.length + 1));
    const kind = random();
    if (kind < 0.3) return text.slice(0, at);
    if (kind < 0.6) return text.slice(0, at) + pick(texts) + text.slice(at);
    return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x2000)) + text.slice(at + 1);
  };

  return Array.from({ length: rounds }, () => {
    const query = new URLSearchParams(random() < 0.95 ? { v: "1" } : { v: pick(texts) });
    const values: Record<string, unknown> = {};
    for (let count = Math.floor(random() * 6); count >= 0; count--) {
      const setting = pick(settings);
      const name = random() < 0.9 ? setting.name : pick(names);
      const value = random() < 0.85 ? good(setting) : pick(texts);
      query.append(name, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
      Object.defineProperty(values, name, {
        value: random() < 0.7 ? value : pick(natives),
        enumerable: true,
        configurable: true,
      });
    }
    const plain = query.toString();
    return { hash: random() < 0.75 ? plain : mangled(plain), values, caption: mangled(pick(texts)) };
  });
}
