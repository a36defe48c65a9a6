# ccache, where it is installed: what was compiled once, in this checkout or another of the same machine, is taken from
# its cache. It compares what a compiler reads; here it is told where checkouts differ without meaning anything.
find_program(ATTENTION_CCACHE ccache)
if(NOT ATTENTION_CCACHE)
  return()
endif()
set(_settings
  # Paths below the checkout count relatively, and the folder that a compiler is started in not at all.
  CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
  CCACHE_NOHASHDIR=1
  # A precompiled header stands for what it was made of, whenever that was.
  CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  CCACHE_COMPILERCHECK=content)
if(EMSCRIPTEN)
  # em++ is a script that stays the same when the compiler behind it changes.
  list(APPEND _settings CCACHE_COMPILERTYPE=clang CCACHE_EXTRAFILES=${CMAKE_SOURCE_DIR}/emsdk-config/version.txt)
endif()
set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env ${_settings} "${ATTENTION_CCACHE}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
else()
  # Clang is told the header's path in a way that ccache compares as it is: no other checkout would find anything.
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()
