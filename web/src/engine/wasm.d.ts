/** The glue that Emscripten writes beside the wasm; it exists after a build. */
declare module "*/build/wasm/attention.js" {
  const createModule: import("./raw").ModuleFactory;
  export default createModule;
}
