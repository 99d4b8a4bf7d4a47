# SPDX-License-Identifier: Apache-2.0
# What loads, generates and parses.
set(data_sources
  wordnet_triples.cpp debian_triples.cpp lubm.cpp triple_source.cpp
  parse_sparql.cpp sparql_filter.cpp sparql_reader.cpp sparql_terms.cpp sparql_tokens.cpp
  named_queries.cpp drawn_query.cpp)
set(data_libraries pontage_kernel_data)
set(data_tests
  wordnet_triples_test.cpp debian_triples_test.cpp lubm_test.cpp triple_source_test.cpp parse_sparql_test.cpp
  named_queries_test.cpp)

# The files of queries/ become part of the program.
file(GLOB query_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/queries/*.rq)
set(query_entries "")
foreach(query_file ${query_files})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${query_file})
  get_filename_component(query_name ${query_file} NAME_WE)
  file(READ ${query_file} query_text)
  string(APPEND query_entries "    {\"${query_name}\", R\"rq(${query_text})rq\"},\n")
endforeach()
configure_file(query_texts.cpp.in query_texts.cpp @ONLY)
list(APPEND data_sources ${CMAKE_CURRENT_BINARY_DIR}/query_texts.cpp)

if(PONTAGE_ENABLE_RDF)
  find_package(PkgConfig QUIET)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(SERD QUIET IMPORTED_TARGET serd-0)
  endif()
endif()
if(SERD_FOUND)
  list(APPEND data_sources triple_file.cpp turtle_nesting.cpp)
  list(APPEND data_libraries PkgConfig::SERD)
  list(APPEND data_tests triple_file_test.cpp turtle_nesting_test.cpp)
else()
  message(STATUS "triple_join: data=file: is left out: it needs serd (Debian: libserd-dev)")
  list(APPEND data_sources triple_file_absent.cpp)
endif()

if(PONTAGE_ENABLE_SQLITE AND PONTAGE_ENABLE_TESTS)
  find_package(SQLite3 QUIET)
  if(SQLite3_FOUND)
    pontage_test(triple_join_oracle_test
      SOURCES sqlite_oracle.cpp sqlite_oracle_test.cpp random_queries.cpp
      LIBRARIES pontage_kernel_triple_join SQLite::SQLite3)
  else()
    message(STATUS "triple_join: the test against SQLite is left out: SQLite is not found (Debian: libsqlite3-dev)")
  endif()
endif()
