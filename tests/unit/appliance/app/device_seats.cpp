// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/app/device_seats.h"

#include "tests/unit/appliance/documents/sample_pdf.h"

namespace app_test {
namespace {

constexpr const char* origin = "clinic.example/inkseal/harbour-otter-41/1";

app::Identity new_identity(ports::SigningKey& root_key, base::ByteView document_key, base::ByteView log_key) {
    const std::int64_t now = faults::ManualClock{}.wall;
    const crypto::Validity validity{now - 86'400'000, now + 86'400'000};
    const crypto::Certificate root = *crypto::make_root(root_key, {"Seats root", ""}, validity);
    const crypto::Certificate own = *crypto::issue_signer({root, root_key, ""}, document_key, {"harbour-otter-41", ""}, validity);
    app::Identity identity{.device = base::DeviceId("harbour-otter-41"),
                           .place = "Northgate Day Surgery",
                           .signing_certificate = own,
                           .signing_chain = {},
                           .trust = {},
                           .log_key = {origin, audit::NoteKeyType::ecdsa, base::to_bytes(log_key)},
                           .witnesses = {},
                           .notary = own};
    identity.trust.add_anchor(root);
    return identity;
}

}  // namespace

Body::Body() : identity(new_identity(*root_key, guard.watched.public_key(), log_key->public_key())) {}

Body::Body(const Body& other)
    : chip(other.chip), guard(other.guard), log_key(other.log_key), root_key(other.root_key), identity(other.identity) {
    hardware.secret = other.hardware.secret.clone();
    hardware.counter = other.hardware.counter;
}

Life::Life(Body& body, const faults::Files& disk)
    : storage(disk), m_keeper(body.hardware), m_reader(host::ProgramFolder(PROGRAM_DIR), {}), second(clock) {
    m_vault.emplace(*vault::Vault::open(faults::place_on(storage), storage, m_keeper, m_believed));
    m_log.emplace(*audit::AuditLog::open(origin, *m_vault, storage, m_believed));
    m_keeper.on_advance = [this](std::uint64_t epoch) { storage.mark("epoch " + std::to_string(epoch)); };
    m_device.emplace(app::Device{.identity = body.identity,
                                 .guard = body.guard,
                                 .log_signer = *body.log_key,
                                 .anchor = body.chip,
                                 .anchor_at_birth = 40,
                                 .attestor = body.chip,
                                 .vault = *m_vault,
                                 .log = *m_log,
                                 .disk = storage,
                                 .clock = m_believed,
                                 .reader = m_reader,
                                 .fonts = documents::test::fonts(),
                                 .renderer = post,
                                 .second_opinion = second,
                                 .office = post,
                                 .mailbox = post,
                                 .service_log = [this](const base::Failure& failure) { told.push_back(failure); }});
}

std::vector<std::string> Life::events() {
    std::vector<std::string> names;
    for (std::uint64_t index = 0; index < m_log->size(); ++index) names.emplace_back(audit::row_of(m_log->leaf(index)->event).id);
    return names;
}

int Life::count(std::string_view event) {
    int found = 0;
    for (const std::string& name : events()) found += name == event ? 1 : 0;
    return found;
}

void Life::write(const audit::LeafDraft& leaf) {
    auto step = m_vault->begin();
    CHECK(step && m_log->append(*step, leaf) && step->commit() && m_log->catch_up());
}

faults::Files durable(const faults::SimStorage& storage, const faults::Files& before) {
    faults::PowerCut cut(before, storage.history());
    while (cut.step()) {}
    return cut.disk(faults::Mask::lost, 0);
}

}  // namespace app_test
