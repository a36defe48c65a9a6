/**
 * Bytes as text for a script that lies in an HTML file: seven bits a letter, where base64 has six. The few letters that
 * would end the string, the line or the script are told by a letter of two bytes, which carries the next seven bits as
 * well, so that it costs nothing.
 */

/** NUL, line feed, carriage return, quotation mark, ampersand, less-than and backslash. */
const SPECIAL = [0, 10, 13, 34, 38, 60, 92];
/** The first letter of two bytes that is no control character. */
const PAIRS = 0xc0;
const BITS = 7;
const MASK = 0x7f;

/** As many letters as there are sevens of bits, filled up with zeros. */
export function toSevenBits(bytes: Uint8Array): string {
  const count = Math.ceil((bytes.length * 8) / BITS);
  const group = (at: number): number => {
    const bit = at * BITS;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    return (pair >> (16 - BITS - (bit & 7))) & MASK;
  };
  const letters: string[] = [];
  for (let at = 0; at < count; at++) {
    const value = group(at);
    const special = SPECIAL.indexOf(value);
    letters.push(String.fromCharCode(special < 0 ? value : PAIRS + (special << BITS) + group(++at)));
  }
  return letters.join("");
}

/** The first `length` bytes of what was written. @throws when the text is too short for them. */
export function fromSevenBits(text: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let [held, bits, at] = [0, 0, 0];
  const take = (value: number): void => {
    held = ((held << BITS) | value) & 0x3fff;
    bits += BITS;
    if (bits < 8) return;
    bits -= 8;
    if (at < length) bytes[at++] = held >> bits;
  };
  for (let place = 0; place < text.length; place++) {
    const letter = text.charCodeAt(place);
    if (letter <= MASK) take(letter);
    else {
      take(SPECIAL[(letter - PAIRS) >> BITS] ?? 0);
      take((letter - PAIRS) & MASK);
    }
  }
  if (at < length) throw new Error(`[packed] ${at} bytes where there should be ${length}`);
  return bytes;
}
