// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/escrow_file.h"

#include "appliance/cli/files.h"
#include "appliance/crypto/software_key.h"

#include <CLI/CLI.hpp>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

Result<device::Escrowed> decrypt(const EscrowOptions& options, base::ByteView file) {
    if (options.key.empty() || options.certificate.empty())
        return Failure{Fault::usage_invalid, options.file + " is encrypted: --escrow-key and --escrow-certificate of whoever keeps it"};
    const base::Bytes certificate = TRY(read_file(options.certificate));
    const std::vector<crypto::Certificate> held = TRY(crypto::Certificate::all_from_pem(certificate));
    base::Bytes text = TRY(read_file(options.key));
    const base::SecretBytes pem{base::ByteView(text)};
    base::wipe(text.data(), text.size());
    const auto key = TRY(crypto::SoftwareAgreementKey::from_pem(pem));
    return device::open_escrow(file, held.front(), *key);
}

}  // namespace

void add_escrow_options(CLI::App& command, EscrowOptions& options) {
    command.add_option("--escrow", options.file, "the chip's lockout authorisation, as provisioning gave it away")->required();
    command.add_option("--escrow-key", options.key, "where it is encrypted: the private key (PEM) of the escrow certificate");
    command.add_option("--escrow-certificate", options.certificate, "and that certificate, as it was given to provisioning");
}

Result<device::Escrowed> read_escrow_file(const EscrowOptions& options) {
    base::Bytes text = TRY(read_file(options.file));
    auto escrow = device::is_encrypted_escrow(text) ? decrypt(options, text) : device::read_escrow(text);
    base::wipe(text.data(), text.size());
    return escrow;
}

}  // namespace cli
