/** Runs in the page before its own scripts: whatever its policy refuses is said aloud. */
export function tellOfViolations(): void {
  addEventListener(
    "securitypolicyviolation",
    ({ violatedDirective, blockedURI, sample, sourceFile, lineNumber }) =>
      console.error(`refused by ${violatedDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`),
    true,
  );
}
