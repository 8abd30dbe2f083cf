// SPDX-License-Identifier: Apache-2.0
// The kiosk's parcel office: wraps artifacts for the archive, opens work orders,
// checks receipts and time-stamps. Uses the device's TLS key for sending (a parcel's
// sender is its TLS certificate) and its parcel key for opening.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/ids.h"
#include "appliance/crypto/trust.h"
#include "appliance/ports/agreement_key.h"
#include "appliance/ports/parcel_office.h"
#include "appliance/ports/signing_key.h"

namespace exchange {

struct OfficePapers {
    base::DeviceId device;
    crypto::Certificate tls_certificate;
    std::vector<crypto::Certificate> tls_chain;   // issuers, without the root
    crypto::Certificate parcel_certificate;
    crypto::Certificate archive;                  // parcels are encrypted to it
    const crypto::TrustStore& platform;           // the pinned root, and whom it revoked since
};

class DeviceOffice final : public ports::ParcelOffice {
public:
    // References outlive the office.
    DeviceOffice(OfficePapers papers, ports::SigningKey& tls_key, ports::AgreementKey& parcel_key, const base::Clock& clock)
        : m_papers(std::move(papers)), m_tls_key(tls_key), m_parcel_key(parcel_key), m_clock(clock) {}

    base::Result<ports::OutgoingParcel> wrap_artifact(const ports::ArtifactLabel& label,
                                                      const std::vector<ports::ParcelFile>& files) override;
    base::Result<ports::IncomingWorkOrder> open_work_order(base::ByteView parcel) override;
    base::Result<ports::ReceiptFacts> check_receipt(base::ByteView receipt, base::ByteView manifest) override;
    base::Result<ports::TimestampFacts> check_timestamp(base::ByteView token, base::ByteView signature_value) override;

private:
    OfficePapers m_papers;
    ports::SigningKey& m_tls_key;
    ports::AgreementKey& m_parcel_key;
    const base::Clock& m_clock;
};

}  // namespace exchange
