# Every flag that only Emscripten understands.

# Compiling: SIMD is in every browser since 2023, as are WebAssembly's own exceptions, which cost nothing until thrown
# (the older kind goes through JavaScript at every call that may throw), and, for longer, instructions that copy and fill
# memory. Linking must be told of all again.
set(ATTENTION_WASM_OPTIONS -msimd128 -mbulk-memory -fwasm-exceptions)

# Nothing asks an object for its type; Embind would, for the names of types that nobody registered.
list(APPEND ATTENTION_WASM_OPTIONS -fno-rtti -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)

# For what runs once, and for what a training step repeats a million times; by the debugger's build neither. The linker
# keeps to -O3: for small programs it takes smaller and slower versions of memcpy and its like, and gains 1 % for 20 %.
set(ATTENTION_WASM_SMALL $<$<NOT:$<CONFIG:Debug>>:-Oz>)
set(ATTENTION_WASM_FAST $<$<NOT:$<CONFIG:Debug>>:-O3>)

# Eigen puts buffers of up to 128 KB on the stack and Emscripten's default stack is 64 KB: overflow would be silent.
set(ATTENTION_WASM_COMMON
  -sSTACK_SIZE=1MB
  -sALLOW_MEMORY_GROWTH=1
  -sINITIAL_MEMORY=16MB
  -sMAXIMUM_MEMORY=2GB)

# A module of its own, for pages that may share memory between workers: whoever loads it says with how many.
option(ATTENTION_THREADS "Build the browser's module for threads" OFF)
if(ATTENTION_THREADS)
  list(APPEND ATTENTION_WASM_OPTIONS -pthread)
  list(APPEND ATTENTION_WASM_COMMON
    -sPTHREAD_POOL_SIZE=Module.threads-1
    -sDEFAULT_PTHREAD_STACK_SIZE=1MB
    # Growth makes access from JavaScript slower, which only copies results.
    -Wno-pthreads-mem-growth)
endif()

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
    # The fused tile is added to the table when the module starts, where the engine has relaxed SIMD.
    -sALLOW_TABLE_GROWTH=1
    -sINCOMING_MODULE_JS_API=wasmBinary,locateFile,instantiateWasm,print,printErr
    $<$<BOOL:${ATTENTION_THREADS}>:-sTRUSTED_TYPES=1>
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
