# Every flag that only Emscripten understands.

# Compiling: SIMD is in every browser since 2023, as are WebAssembly's own exceptions, which cost nothing until thrown
# (the older kind goes through JavaScript at every call that may throw). Linking must be told of both again.
set(ATTENTION_WASM_OPTIONS -msimd128 -fwasm-exceptions)

# Eigen puts buffers of up to 128 KB on the stack and Emscripten's default stack is 64 KB: overflow would be silent.
set(ATTENTION_WASM_COMMON
  -sSTACK_SIZE=1MB
  -sALLOW_MEMORY_GROWTH=1
  -sINITIAL_MEMORY=16MB
  -sMAXIMUM_MEMORY=2GB)

add_compile_options(${ATTENTION_WASM_OPTIONS})
add_link_options(${ATTENTION_WASM_OPTIONS} ${ATTENTION_WASM_COMMON})

# The module the page and the package load: an ES module whose default export is a factory.
# DYNAMIC_EXECUTION=0: Embind would otherwise call `new Function`, which a strict content security policy forbids.
function(attention_wasm_module target)
  target_link_options(${target} PRIVATE
    -lembind
    -sMODULARIZE=1
    -sEXPORT_ES6=1
    -sEXPORT_NAME=createAttentionModule
    -sENVIRONMENT=web,worker,node
    -sDYNAMIC_EXECUTION=0
    -sFILESYSTEM=0
    -sINCOMING_MODULE_JS_API=wasmBinary,locateFile,instantiateWasm,print,printErr
    $<$<CONFIG:Debug>:-sASSERTIONS=2>
    $<$<CONFIG:Debug>:-sSTACK_OVERFLOW_CHECK=2>)
endfunction()

# Google Test under Node: real files (golden numbers), every check that Emscripten offers.
function(attention_wasm_test target)
  target_link_options(${target} PRIVATE
    -sENVIRONMENT=node
    -sNODERAWFS=1
    -sEXIT_RUNTIME=1
    -sASSERTIONS=1
    -sSTACK_OVERFLOW_CHECK=2)
endfunction()
