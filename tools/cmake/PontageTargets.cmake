# SPDX-License-Identifier: Apache-2.0
# How a target is made here: one interface target for warnings and sanitizers, one function per kind of target.

add_library(pontage_options INTERFACE)
target_compile_features(pontage_options INTERFACE cxx_std_20)
target_include_directories(pontage_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>)
target_compile_options(pontage_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -ffp-contract=off)
if(PONTAGE_ENABLE_WERROR)
  target_compile_options(pontage_options INTERFACE -Werror $<$<CXX_COMPILER_ID:GNU>:-Wno-error=restrict>)  # gcc bug 105651
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(pontage_options INTERFACE -march=x86-64-v2)
endif()
if(PONTAGE_SANITIZE)
  target_compile_options(pontage_options INTERFACE -fsanitize=${PONTAGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(pontage_options INTERFACE -fsanitize=${PONTAGE_SANITIZE})
endif()

# pontage_build_fast(<target>): what is never measured (tests, command line, files, pages) is optimised little: half the build time.
function(pontage_build_fast name)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# pontage_test(<name> SOURCES … LIBRARIES …): one GoogleTest program, its tests known to ctest one by one.
function(pontage_test name)
  if(NOT PONTAGE_ENABLE_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} pontage_options GTest::gtest_main)
  pontage_build_fast(${name})
  gtest_discover_tests(${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
endfunction()

# pontage_kernel(<folder> SOURCES … LIBRARIES …) and pontage_backend(<folder> …): one folder, one library, one line in the
# generated list. The folder offers `pontage::<folder>::kernels()` or `pontage::<folder>::make_backend()`.
function(pontage_kernel name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(pontage_kernel_${name} STATIC ${arg_SOURCES})
  target_link_libraries(pontage_kernel_${name} PUBLIC pontage_bench PRIVATE ${arg_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY PONTAGE_KERNELS ${name})
endfunction()

function(pontage_backend name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_library(pontage_backend_${name} STATIC ${arg_SOURCES})
  target_link_libraries(pontage_backend_${name} PUBLIC pontage_bench PRIVATE ${arg_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY PONTAGE_BACKENDS ${name})
endfunction()
