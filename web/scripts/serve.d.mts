/** Serves `folder` on 127.0.0.1, at `port` or the next free one (0, the default: any free one). */
export function serve(
  folder: string,
  port?: number,
  options?: { isolated?: boolean },
): Promise<{ address: string; close: () => Promise<void> }>;
