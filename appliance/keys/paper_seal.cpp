// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/paper_seal.h"

#include "appliance/app/evidence.h"
#include "appliance/app/institution_seal.h"
#include "appliance/app/intake.h"
#include "appliance/app/seal_order.h"
#include "appliance/app/sealing.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"

namespace keys {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// The device as it is while its documents are signed with this key.
struct DeviceOfKey {
    DeviceOfKey(const app::Device& device, const KeyView& view)
        : identity(device.identity), parts{.identity = identity, .guard = device.guard, .log_signer = device.log_signer, .anchor = device.anchor,
              .anchor_at_birth = device.anchor_at_birth, .attestor = device.attestor, .vault = device.vault, .log = device.log,
              .disk = device.disk, .clock = device.clock, .reader = device.reader, .fonts = device.fonts, .renderer = device.renderer,
              .second_opinion = device.second_opinion, .office = device.office, .mailbox = device.mailbox, .service_log = device.service_log} {
        identity.signing_certificate = view.chain.front();
        identity.signing_chain.clear();
        for (std::size_t i = 1; i < view.chain.size(); ++i) {
            if (view.chain[i].is_self_signed()) continue;
            identity.signing_chain.push_back(view.chain[i]);
            identity.trust.add_intermediate(view.chain[i]);
        }
    }
    DeviceOfKey(const DeviceOfKey&) = delete;
    DeviceOfKey& operator=(const DeviceOfKey&) = delete;

    app::Identity identity;
    app::Device parts;
};

}  // namespace

Result<SealedPaper> seal_paper(KeyLife& life, const std::string& key, Bytes pdf, const PaperOrder& paper) {
    const KeyView view = TRY(life.find(key));
    if (view.chain.empty()) return Failure{Fault::certificate_invalid, key + " has no certificate yet"};
    const DeviceOfKey of_key(life.device(), view);
    const app::Device& device = of_key.parts;

    app::InstitutionOrder order;
    order.title = paper.title;
    order.meaning = paper.meaning;
    order.given_sha256 = crypto::sha256(pdf);
    documents::Description description = TRY(device.reader.describe(pdf));
    TRY(app::make_signable(device.reader, pdf, description));
    documents::SealRequest request;
    request.place = TRY(documents::place_seal(description, paper.spot, app::random_suffix()));
    request.face.signer_name = (paper.is_test ? "TEST " : "") + device.identity.place;
    request.face.meaning = order.meaning;
    request.face.claimed_time_ms = device.clock.wall_ms();
    request.face.is_test = paper.is_test;
    request.location = device.identity.place;
    documents::PreparedSeal prepared = TRY(documents::prepare_seal(pdf, description, device.fonts, request));

    const base::RecordId subject = vault::new_record_id();
    app::SealTask task{.subject = subject,
                       .order = {},
                       .envelope = base::EnvelopeId(paper.envelope + subject.text),
                       .record_key = crypto::random_secret(32),
                       .signer = request.face.signer_name,
                       .pdf = pdf,
                       .prepared = std::make_shared<const documents::PreparedSeal>(std::move(prepared)),
                       .ink = nullptr,
                       .is_clock_doubtful = device.clock.is_behind(),
                       .evidence = [&order](const app::SealFacts& facts) { return app::institution_evidence(order, facts); },
                       .settle = {}};
    app::Sealing sealing(device, std::move(task));
    const Status sealed = life.with_key(key, [&](ports::SigningKey&) -> Status {
        while (!sealing.is_done()) TRY(sealing.advance());
        return {};
    });
    TRY(sealed);
    return SealedPaper{.pdf = sealing.signed_pdf(), .seal_id = sealing.seal_id()};
}

}  // namespace keys
