# SPDX-License-Identifier: Apache-2.0
# cmake -DNPM= -DNODE= -DSOURCE=plots -DFOLDER=<build>/plots -P make_bundle.cmake: installs the packages of the lock file into
# FOLDER when the lock file has changed, and bundles them. Without packages (no network) the bundle is empty and older than
# anything, so that the next build tries again; a licence that is not allowed fails the build.
set(stamp ${FOLDER}/installed.json)
configure_file(${SOURCE}/package.json ${FOLDER}/package.json COPYONLY)
configure_file(${SOURCE}/package-lock.json ${FOLDER}/package-lock.json COPYONLY)

function(is_installed result)
  set(${result} FALSE PARENT_SCOPE)
  if(EXISTS ${stamp} AND EXISTS ${FOLDER}/node_modules)
    execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${FOLDER}/package-lock.json ${stamp} RESULT_VARIABLE differs ERROR_QUIET)
    if(differs EQUAL 0)
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

is_installed(ready)
if(NOT ready)
  file(REMOVE ${stamp})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE why)
  if(failed)
    message(WARNING "npm could not install the packages that draw charts, so this build writes no reports; build again when it can.\n${why}")
    file(WRITE ${FOLDER}/bundle.js "")
    file(WRITE ${FOLDER}/notices.txt "")
    execute_process(COMMAND touch -d 1990-01-01 ${FOLDER}/bundle.js ${FOLDER}/notices.txt)
    return()
  endif()
  configure_file(${FOLDER}/package-lock.json ${stamp} COPYONLY)
endif()

execute_process(
  COMMAND ${NODE} ${SOURCE}/bundle.mjs ${SOURCE}/charts.mjs ${FOLDER} ${FOLDER}/bundle.js ${FOLDER}/notices.txt RESULT_VARIABLE failed)
if(failed)
  file(REMOVE ${FOLDER}/bundle.js ${FOLDER}/notices.txt)
  message(FATAL_ERROR "the chart bundle was refused; the message above says why")
endif()
