# CMake toolchain file: finds the pinned Emscripten wherever install.mjs knows it to be, and hands over to its own.
# CMake reads this file several times in one run, so the answer is kept in the environment.
if(NOT DEFINED ENV{ATTENTION_EMSCRIPTEN})
  execute_process(
    COMMAND node "${CMAKE_CURRENT_LIST_DIR}/install.mjs" --where
    OUTPUT_VARIABLE _emscripten OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_VARIABLE _error RESULT_VARIABLE _result)
  if(NOT _result EQUAL 0)
    message(FATAL_ERROR "${_error}(npm run build:wasm installs it and builds.)")
  endif()
  set(ENV{ATTENTION_EMSCRIPTEN} "${_emscripten}")
endif()
include("$ENV{ATTENTION_EMSCRIPTEN}/cmake/Modules/Platform/Emscripten.cmake")
