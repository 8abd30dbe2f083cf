# SPDX-License-Identifier: Apache-2.0
# The writing half of appliance/documents.
inkseal_test(documents_writer_test SOURCES
    fill_test.cpp
    paper_test.cpp
    pdf_syntax_test.cpp
    placement_test.cpp
    sample_pdf.cpp
    seal_doubts_test.cpp
    seal_test.cpp
    text_shaping_test.cpp
    update_test.cpp
  LINKS appliance_documents appliance_crypto)
