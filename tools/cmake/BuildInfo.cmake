# SPDX-License-Identifier: Apache-2.0
# What a record says about the binary: version, revision, compiler, flags and build type, as the header
# "libbench/build_info.hpp" below the generated includes.
#
# Included from libbench/CMakeLists.txt after pontage_bench exists, it adds a target that runs this same file as a script at
# every build: the revision is asked of git then, so it is never stale, and the header is written only when it changed.

if(CMAKE_SCRIPT_MODE_FILE)
  set(PONTAGE_BUILD_REVISION unknown)
  find_program(git git)
  if(git)
    # A release unpacked inside somebody else's repository must not report their commit.
    execute_process(COMMAND ${git} rev-parse --show-toplevel WORKING_DIRECTORY ${source}
                    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    get_filename_component(here ${source} REALPATH)
    if(NOT failed AND top STREQUAL here)
      execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_OPTIONAL_LOCKS=0
                        ${git} describe --always --dirty --abbrev=12 --exclude=*
                      WORKING_DIRECTORY ${source} OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
                      ERROR_QUIET RESULT_VARIABLE failed)
      if(NOT failed)
        set(PONTAGE_BUILD_REVISION ${described})
      endif()
    endif()
  endif()
  string(STRIP "${PONTAGE_BUILD_FLAGS}" PONTAGE_BUILD_FLAGS)
  configure_file(${template} ${header} @ONLY)
  return()
endif()

string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(own_options $<TARGET_PROPERTY:pontage_options,INTERFACE_COMPILE_OPTIONS>)
set(build_info_header ${PROJECT_BINARY_DIR}/generated/libbench/build_info.hpp)
add_custom_target(pontage_build_info
  COMMAND ${CMAKE_COMMAND}
    -Dsource=${PROJECT_SOURCE_DIR} -Dtemplate=${PROJECT_SOURCE_DIR}/libbench/build_info.hpp.in -Dheader=${build_info_header}
    -DPONTAGE_BUILD_VERSION=${PROJECT_VERSION}
    "-DPONTAGE_BUILD_COMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
    "-DPONTAGE_BUILD_FLAGS=${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} $<JOIN:${own_options}, >"
    -DPONTAGE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -P ${CMAKE_CURRENT_LIST_FILE}
  BYPRODUCTS ${build_info_header}
  COMMENT "Asking git for the revision"
  VERBATIM)
add_dependencies(pontage_bench pontage_build_info)
