/**
 * The page's answer where a policy asks for trusted types: addresses of its own workers, made of its own files or of its
 * own text, and nothing else. Text is never markup here, and never a script.
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string | null }): unknown;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

trustedTypes?.createPolicy("default", {
  createScriptURL(address) {
    const { origin, protocol } = new URL(address, document.baseURI);
    const own = protocol === "blob:" || (protocol !== "file:" && origin === location.origin);
    return own ? address : null;
  },
});
