/** The ground that an element of somebody else's document stands on: it may say that it is dark whatever the system prefers. */
export function groundOf(element: Element): "auto" | "light" | "dark" {
  const scheme = getComputedStyle(element).colorScheme.split(/\s+/);
  const [light, dark] = [scheme.includes("light"), scheme.includes("dark")];
  return light === dark ? "auto" : dark ? "dark" : "light";
}
