/** Google's sentence encoder as the page gets it: converted from npm's package, in half precision. */
// @ts-expect-error A build script, plain JavaScript.
import { writeSafetensors } from "../../web/scripts/safetensors.mjs";
// @ts-expect-error A build script, plain JavaScript.
import { useLiteNote, useLiteTensors } from "../../web/scripts/use_lite.mjs";

export const useLiteFile = (dtype: "F16" | "F32" = "F16"): Uint8Array =>
  new Uint8Array(writeSafetensors(useLiteTensors(), { attention_lab: JSON.stringify(useLiteNote()) }, dtype));
