/** Names of keys as tests write them, as WebKit's driver takes them. */
import { Key, type WebDriver } from "selenium-webdriver";

/** `ArrowLeft` is a key, `a` a letter, `Control+Shift+z` a chord. */
export function keysOf(chord: string): string[] {
  const parts = chord === "+" ? ["+"] : chord.split(/(?<=.)\+/);
  return parts.map((name) => {
    if (name === "Space") return " ";
    if (name.length === 1) return name;
    return Key[name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()] ?? Key[RENAMED[name] ?? ""] ?? name;
  });
}

const RENAMED: Record<string, string> = { Backspace: "BACK_SPACE", ControlOrMeta: "CONTROL" };

/** Presses one key, or several that are held together. */
export async function pressed(driver: WebDriver, chord: string): Promise<void> {
  const keys = keysOf(chord);
  const held = keys.slice(0, -1);
  let actions = driver.actions();
  for (const key of held) actions = actions.keyDown(key);
  actions = actions.keyDown(keys.at(-1) as string).keyUp(keys.at(-1) as string);
  for (const key of held.reverse()) actions = actions.keyUp(key);
  await actions.perform();
}
