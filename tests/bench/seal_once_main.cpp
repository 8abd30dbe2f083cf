// SPDX-License-Identifier: Apache-2.0
// seal_once IDENTITY IN OUT: one seal as one process, to be set beside other people's
// commands. Reads IN, has it described by the sandboxed reader, seals, writes OUT.
#include "appliance/host/document_program.h"
#include "tests/bench/sealer.h"
#include "tests/bench/test_documents.h"

#include <cstdio>

namespace {

base::Result<base::Bytes> seal(const std::string& identity, base::ByteView pdf) {
    host::DocumentProgram reader(TRY(host::ProgramFolder::beside_this_program()), host::default_profile());
    const documents::Description description = TRY(reader.describe(pdf));
    const bench::Sealer sealer = TRY(bench::Sealer::open(identity));
    return sealer.seal(pdf, description);
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) return 64;
    const base::Bytes pdf = bench::read_file(words[2]);
    const auto sealed = seal(words[1], pdf);
    if (!sealed) {
        std::fprintf(stderr, "%s %s\n", base::row_of(sealed.fault()).name.data(), sealed.failure().detail.c_str());
        return 1;
    }
    bench::write_file(words[3], *sealed);
    return 0;
}
