/** The glue that Emscripten writes beside the wasm; it exists after a build. */
declare module "*/build/wasm/attention.js" {
  const createModule: import("./raw").ModuleFactory;
  export default createModule;
}

/** The wasm itself as a `data:` address, put there by the build. */
declare module "*/build/wasm/attention.wasm?url&inline" {
  const address: string;
  export default address;
}
