/** Words in a PNG: what it shows, for programs and readers that look for a description in the file. */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** An iTXt chunk: a keyword, and text in UTF-8 (PNG specification, 11.3.3.4). */
function textChunk(keyword: string, text: string): Uint8Array {
  const words = new TextEncoder().encode(text.replace(/\0/g, ""));
  const head = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0`);
  const chunk = new Uint8Array(4 + head.length + words.length + 4);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, head.length - 4 + words.length);
  chunk.set(head, 4);
  chunk.set(words, 4 + head.length);
  view.setUint32(chunk.length - 4, crc(chunk.subarray(4, chunk.length - 4)));
  return chunk;
}

/** Behind the signature and the header, which must be first. */
const BEHIND_HEADER = 33;

/** The PNG with its title and its description inside; anything that is no PNG comes back as it is. */
export function describePng(png: Uint8Array, about: { title: string; description: string }): Uint8Array<ArrayBuffer> {
  const isPng = png[0] === 0x89 && png[1] === 0x50 && png.length > BEHIND_HEADER;
  const chunks = isPng ? [textChunk("Title", about.title), textChunk("Description", about.description)] : [];
  const at = isPng ? BEHIND_HEADER : png.length;
  const whole = new Uint8Array(png.length + chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let end = 0;
  for (const part of [png.subarray(0, at), ...chunks, png.subarray(at)]) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
