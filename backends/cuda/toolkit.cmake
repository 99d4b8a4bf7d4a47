# SPDX-License-Identifier: Apache-2.0
# Finds nvcc and says in PONTAGE_HAS_CUDA whether CUDA sources are compiled. Included before kernels and backends.
set(PONTAGE_HAS_CUDA OFF)
if(PONTAGE_ENABLE_CUDA STREQUAL "OFF" OR (PONTAGE_ENABLE_CUDA STREQUAL "AUTO" AND PONTAGE_SANITIZE))
  return()
endif()
if(NOT CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
  set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # code for both, and PTX of the last for newer devices
endif()
find_program(PONTAGE_NVCC nvcc HINTS /usr/local/cuda/bin /opt/cuda/bin)
if(PONTAGE_NVCC AND NOT DEFINED ENV{CUDACXX})
  set(ENV{CUDACXX} ${PONTAGE_NVCC})
endif()
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  enable_language(CUDA)
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know how nvcc 13 is asked for it
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  endif()
  set(PONTAGE_HAS_CUDA ON)
  message(STATUS "cuda: compiled with ${CMAKE_CUDA_COMPILER} ${CMAKE_CUDA_COMPILER_VERSION} for ${CMAKE_CUDA_ARCHITECTURES}")
elseif(PONTAGE_ENABLE_CUDA STREQUAL "AUTO")
  message(STATUS "cuda is left out: no nvcc that works is found (set CUDACXX to name one)")
else()
  message(FATAL_ERROR "PONTAGE_ENABLE_CUDA=${PONTAGE_ENABLE_CUDA}, but no nvcc that works is found; set CUDACXX to name one")
endif()

# pontage_cuda_library(<name> SOURCES …): CUDA sources as a static library. The flags of pontage_options are the host compiler's; nvcc
# gets its own few.
function(pontage_cuda_library name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE tl::expected)
  target_compile_options(${name} PRIVATE -Xcompiler=-Wall,-Wextra -fmad=false)
endfunction()
