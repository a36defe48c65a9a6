# Eigen and Google Test: the system's packages, or else fetched at the versions named here.
# Both are taken as sources and built with our own flags, so that native, sanitized and WebAssembly builds agree.
include(FetchContent)

find_path(ATTENTION_EIGEN_DIR Eigen/Core
  PATHS /usr/include/eigen3 /usr/local/include/eigen3 /opt/homebrew/include/eigen3
  NO_CMAKE_FIND_ROOT_PATH)
if(NOT ATTENTION_EIGEN_DIR)
  # The subfolder holds no CMakeLists.txt: the headers are all that is wanted.
  FetchContent_Declare(eigen
    GIT_REPOSITORY https://gitlab.com/libeigen/eigen.git GIT_TAG 3.4.0 GIT_SHALLOW ON
    SOURCE_SUBDIR Eigen/src/Core/arch/Default)
  FetchContent_MakeAvailable(eigen)
  set(ATTENTION_EIGEN_DIR "${eigen_SOURCE_DIR}")
endif()
add_library(attention_eigen INTERFACE)
target_include_directories(attention_eigen SYSTEM INTERFACE "${ATTENTION_EIGEN_DIR}")
# Eigen's parts under the MPL only, none under the LGPL.
target_compile_definitions(attention_eigen INTERFACE EIGEN_MPL2_ONLY)

if(ATTENTION_BUILD_TESTS)
  set(INSTALL_GTEST OFF)
  if(EXISTS /usr/src/googletest/CMakeLists.txt)
    add_subdirectory(/usr/src/googletest "${CMAKE_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL)
  else()
    FetchContent_Declare(googletest
      GIT_REPOSITORY https://github.com/google/googletest.git GIT_TAG v1.14.0 GIT_SHALLOW ON)
    FetchContent_MakeAvailable(googletest)
  endif()
  foreach(target gtest gtest_main gmock gmock_main)
    # Not our code: GCC 12 warns about its own string header in there.
    target_compile_options(${target} PRIVATE -w)
  endforeach()
endif()
