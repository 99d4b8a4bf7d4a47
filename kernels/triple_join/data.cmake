# SPDX-License-Identifier: Apache-2.0
# What loads, generates and parses.
set(data_sources parse_sparql.cpp sparql_filter.cpp sparql_reader.cpp sparql_terms.cpp sparql_tokens.cpp wordnet_triples.cpp debian_triples.cpp lubm.cpp)
set(data_libraries pontage_kernel_data)
set(data_tests parse_sparql_test.cpp wordnet_triples_test.cpp debian_triples_test.cpp lubm_test.cpp)
