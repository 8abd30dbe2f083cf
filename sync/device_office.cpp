// SPDX-License-Identifier: Apache-2.0
#include "sync/device_office.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "sync/parcel.h"
#include "sync/receipt.h"

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr std::string_view code_ending = ".code";

bool ends_with(std::string_view text, std::string_view ending) {
    return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

Result<base::Pin> read_code(base::ByteView digits) {
    base::Pin pin;
    for (const std::uint8_t digit : digits)
        if (!pin.push(static_cast<char>(digit))) return Failure{Fault::parcel_invalid, "a code is not digits"};
    if (pin.length() < 4) return Failure{Fault::parcel_invalid, "a code is too short"};
    return pin;
}

}  // namespace

Result<ports::OutgoingParcel> DeviceOffice::wrap_artifact(const ports::ArtifactLabel& label,
                                                          const std::vector<ports::ParcelFile>& files) {
    Parcel parcel{.kind = ParcelKind::artifact, .device = m_papers.device, .sequence = label.sequence, .files = {}};
    for (const ports::ParcelFile& file : files) parcel.files.push_back({file.name, file.content});
    const crypto::CmsSigner sender{m_papers.tls_certificate, m_papers.tls_chain, m_tls_key};
    ports::OutgoingParcel outgoing;
    outgoing.parcel = TRY(seal_parcel(parcel, sender, m_papers.archive));
    const ClearManifest manifest = describe_parcel(parcel, outgoing.parcel, SealFacts{label.byterange_digest, label.seal_id},
                                                   label.envelope_commitment);
    outgoing.manifest = base::to_bytes(write_manifest(manifest));
    for (ParcelFile& file : parcel.files) base::wipe(file.content.data(), file.content.size());
    return outgoing;
}

Result<ports::IncomingWorkOrder> DeviceOffice::open_work_order(base::ByteView parcel) {
    OpenedParcel opened = TRY(exchange::open_work_order(parcel, m_papers.device, m_papers.parcel_certificate, m_parcel_key,
                                                    m_papers.platform, m_clock.wall_ms()));
    ports::IncomingWorkOrder order;
    for (ParcelFile& file : opened.parcel.files) {
        if (file.name == "envelope.json") {
            order.envelope = std::move(file.content);
        } else if (ends_with(file.name, code_ending)) {
            auto code = read_code(file.content);
            base::wipe(file.content.data(), file.content.size());
            if (!code) return code.failure();
            order.codes.push_back({file.name.substr(0, file.name.size() - code_ending.size()), std::move(*code)});
        } else {
            order.documents.push_back({file.name, std::move(file.content)});
        }
    }
    return order;
}

Result<ports::ReceiptFacts> DeviceOffice::check_receipt(base::ByteView receipt, base::ByteView manifest) {
    const ClearManifest sent = TRY(read_manifest(manifest));
    const Receipt verified = TRY(verify_receipt(receipt, sent, m_papers.platform, m_clock.wall_ms()));
    return ports::ReceiptFacts{verified.sequence, verified.received_at_ms};
}

Result<ports::TimestampFacts> DeviceOffice::check_timestamp(base::ByteView token, base::ByteView signature_value) {
    const base::Digest imprint = crypto::sha256(signature_value);
    const crypto::Timestamp stamp = TRY(crypto::verify_token(token, imprint, m_papers.platform, m_clock.wall_ms()));
    return ports::TimestampFacts{stamp.claim.generated_ms, stamp.authority.subject_common_name()};
}

}  // namespace exchange
