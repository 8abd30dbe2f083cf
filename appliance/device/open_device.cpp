// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/open_device.h"

#include "appliance/crypto/message.h"
#include "appliance/app/post_office.h"
#include "appliance/device/active_key.h"
#include "appliance/device/approval_renewal.h"
#include "appliance/device/escrow.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/house_rules.h"
#include "appliance/device/layout.h"
#include "appliance/device/log_promises.h"
#include "appliance/device/papers_intake.h"
#include "appliance/device/registrations.h"
#include "appliance/host/document_program.h"
#include "appliance/host/page_renderer.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/second_opinion.h"
#include "appliance/host/state_lock.h"
#include "appliance/keys/revocations.h"
#include "sync/device_office.h"
#include "sync/folder_mailbox.h"
#include "sync/letter_desk.h"
#include "tpm/device_tpm.h"

#include <cstdio>

namespace device {

namespace {

// No key of ours takes a chip longer, and a person waits before the screen.
constexpr int chip_answer_max_ms = 10'000;
constexpr std::int64_t tend_every_ms = 1000;
constexpr std::int64_t tend_after_trouble_ms = 60'000;

// The journal of the system takes standard error.
void write_service_log(const base::Failure& failure) {
    const base::FaultRow& row = base::row_of(failure.fault);
    std::fprintf(stderr, "%s %s: %s\n", row.code.data(), row.name.data(), failure.detail.c_str());
}

}  // namespace

// Each member may refer to those before it; they end in the opposite order.
struct OpenDevice::Parts {
    Parts(host::StateLock the_lock, host::PosixDisk the_disk, const base::Clock& system_clock, IdentityFiles the_files,
          documents::FontBook the_fonts)
        : lock(std::move(the_lock)), disk(std::move(the_disk)), clock(system_clock), files(std::move(the_files)), fonts(std::move(the_fonts)), mailbox(disk) {}

    host::StateLock lock;
    host::PosixDisk disk;
    base::BelievedClock clock;
    IdentityFiles files;
    documents::FontBook fonts;
    exchange::FolderMailbox mailbox;
    std::unique_ptr<tpm::DeviceTpm> tpm;
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<audit::AuditLog> log;
    std::unique_ptr<host::DocumentProgram> reader;
    std::unique_ptr<host::RenderProgram> renderer;
    std::unique_ptr<host::VerifyProgram> second_opinion;
    std::unique_ptr<exchange::DeviceOffice> office;
    std::unique_ptr<app::Device> device;
    std::unique_ptr<exchange::LetterDesk> letters;
    std::unique_ptr<ApprovalRenewal> renewal;
    std::unique_ptr<PapersIntake> papers;
    std::int64_t tend_due_ms = 0;  // boot clock
    bool was_in_order = true;
};

OpenDevice::OpenDevice(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
OpenDevice::~OpenDevice() = default;

base::Result<std::unique_ptr<OpenDevice>> OpenDevice::open(const DeviceSettings& settings, const base::Clock& system_clock) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(settings.state));
    if (disk.exists(ending_path) && !settings.is_ending)
        return base::Failure{base::Fault::event_refused, "this device's end has begun; finish it by the same command"};
    IdentityFiles files = TRY(read_identity(disk));
    documents::FontBook fonts = TRY(documents::FontBook::open(documents::known_fonts(settings.fonts)));
    host::StateLock lock = TRY(host::StateLock::take(settings.state));
    auto parts = std::make_unique<Parts>(std::move(lock), std::move(disk), system_clock, std::move(files), std::move(fonts));
    const base::Clock& clock = parts->clock;
    const auto programs = settings.programs.empty() ? TRY(host::ProgramFolder::beside_this_program())
                                                    : host::ProgramFolder(settings.programs);

    parts->was_in_order = !parts->disk.exists(running_path);
    parts->tpm = TRY(tpm::DeviceTpm::open(settings.tcti, parts->disk, clock, {.response_timeout_ms = chip_answer_max_ms}));
    TRY(take_up_active_key(parts->disk, parts->tpm->keeper(), parts->files.identity));
    std::vector<std::string> passed_over;
    TRY(keys::load_revocations(parts->disk, clock.wall_ms(), parts->files.identity.trust, passed_over));
    if (const auto followed = load_registrations(parts->disk, clock.wall_ms(), parts->files.identity); !followed)
        passed_over.push_back("registrations: " + followed.failure().detail);
    for (const std::string& list : passed_over) write_service_log({base::Fault::certificate_invalid, "kept list " + list});
    // A full disk is no reason to stay shut: delivering what is here makes room.
    if (const auto marked = parts->disk.write_atomically(running_path, {}); !marked && marked.fault() == base::Fault::disk_full) {
        TRY(parts->disk.remove(vault::reserve_file));
        TRY(parts->disk.write_atomically(running_path, {}));
    } else {
        TRY(marked);
    }
    const vault::VaultPlace place{.database = settings.state + "/" + std::string(vault_database),
                                  .vfs = {},
                                  .device = parts->files.identity.device};
    parts->vault = std::make_unique<vault::Vault>(TRY(vault::Vault::open(place, parts->disk, parts->tpm->epochs(), clock)));
    parts->log = std::make_unique<audit::AuditLog>(
        TRY(audit::AuditLog::open(parts->files.log_origin, *parts->vault, parts->disk, clock)));
    TRY(compare_pins(*parts->log, parts->files.identity));
    TRY(compare_active_key(*parts->log, parts->disk, parts->files.identity));
    app::House house;
    const auto rules = TRY(read_house_rules(*parts->vault, *parts->log));
    if (rules) TRY(follow(*rules, parts->files.identity, house));
    const PromisedLists promised = TRY(promised_lists(*parts->log));
    parts->files.identity.lacks = lacking(promised, parts->disk, parts->files.identity, clock.wall_ms());
    if (!parts->files.identity.lacks.empty()) write_service_log({base::Fault::audit_broken, "the log speaks of " + parts->files.identity.lacks});
    const host::SandboxProfile profile = host::default_profile();
    parts->reader = std::make_unique<host::DocumentProgram>(programs, profile);
    parts->renderer = std::make_unique<host::RenderProgram>(programs, profile);
    parts->second_opinion = std::make_unique<host::VerifyProgram>(programs, profile, clock);
    parts->office = std::make_unique<exchange::DeviceOffice>(
        exchange::OfficePapers{.device = parts->files.identity.device,
                           .tls_certificate = parts->files.tls_certificate,
                           .tls_chain = parts->files.tls_chain,
                           .parcel_certificate = parts->files.parcel_certificate,
                           .archive = parts->files.archive,
                           .platform = parts->files.identity.trust},
        parts->tpm->tls_key(), parts->tpm->parcel_key(), clock);
    parts->device.reset(new app::Device{.identity = parts->files.identity,
                                        .guard = parts->tpm->key_guard(),
                                        .log_signer = parts->tpm->log_key(),
                                        .anchor = parts->tpm->anchor(),
                                        .anchor_at_birth = parts->tpm->anchor_at_birth(),
                                        .attestor = parts->tpm->attestor(),
                                        .vault = *parts->vault,
                                        .log = *parts->log,
                                        .disk = parts->disk,
                                        .clock = parts->clock,
                                        .reader = *parts->reader,
                                        .fonts = parts->fonts,
                                        .renderer = *parts->renderer,
                                        .second_opinion = *parts->second_opinion,
                                        .office = *parts->office,
                                        .mailbox = parts->mailbox,
                                        .house = std::move(house),
                                        .service_log = write_service_log});
    parts->letters = std::make_unique<exchange::LetterDesk>(
        crypto::CmsSigner{parts->files.tls_certificate, parts->files.tls_chain, parts->tpm->tls_key()}, parts->mailbox,
        parts->files.identity.trust, clock);
    const tpm::ApprovalReach wish = rules ? reach_of(rules->profile.policies) : widest_reach;
    parts->renewal = std::make_unique<ApprovalRenewal>(*parts->tpm, parts->disk, parts->mailbox, *parts->letters, wish);
    parts->papers = std::make_unique<PapersIntake>(*parts->device, parts->files.identity);
    return std::unique_ptr<OpenDevice>(new OpenDevice(std::move(parts)));
}

const app::Device& OpenDevice::parts() const { return *m_parts->device; }
ports::SigningKey& OpenDevice::tls_key() { return m_parts->tpm->tls_key(); }
exchange::LetterDesk& OpenDevice::letters() { return *m_parts->letters; }
ports::KeyKeeper& OpenDevice::keeper() { return m_parts->tpm->keeper(); }

base::Status OpenDevice::take_registrations(base::ByteView list) {
    TRY(Registrations(*m_parts->device, m_parts->files.identity).install(list));
    return {};
}

base::Result<base::Bytes> OpenDevice::sign_detached(base::ByteView content) {
    return crypto::sign_detached(content, {m_parts->files.tls_certificate, m_parts->files.tls_chain, m_parts->tpm->tls_key()});
}

base::Result<base::Bytes> OpenDevice::sign_message(base::ByteView content) {
    return crypto::sign_message(content, {m_parts->files.tls_certificate, m_parts->files.tls_chain, m_parts->tpm->tls_key()});
}

base::Result<std::vector<Count>> OpenDevice::counts() {
    tpm::DeviceTpm& tpm = *m_parts->tpm;
    std::vector<Count> out;
    const std::uint64_t serial = TRY(tpm.serial().value());
    out.push_back({"serial", serial});
    const std::uint64_t anchor = TRY(tpm.anchor().value());
    out.push_back({"anchor", anchor});
    const std::uint64_t epoch = TRY(tpm.epochs().current_epoch());
    out.push_back({"epoch", epoch});
    const std::uint64_t approval_epoch = TRY(tpm.approval_epoch().value());
    out.push_back({"approval_epoch", approval_epoch});
    return out;
}

base::Status OpenDevice::prove_escrow(const Escrowed& escrow) { return m_parts->tpm->prove_lockout(escrow.chip, escrow.lockout_auth); }

bool OpenDevice::was_shut_down_in_order() const { return m_parts->was_in_order; }

base::Status OpenDevice::tend() {
    Parts& parts = *m_parts;
    const std::int64_t now_ms = parts.clock.boot_ms();
    if (now_ms < parts.tend_due_ms) return {};
    parts.tend_due_ms = now_ms + tend_every_ms;
    const std::uint64_t entries = parts.log->size();
    // Neither waits for the other: a paper that cannot be taken in must not let the approval run out.
    const base::Status papers = parts.papers->look();
    const base::Status renewed = renew_approval();
    // What was taken in is in force by the log's word: an older disk may not take it back.
    const base::Status anchored = parts.log->size() > entries ? app::PostOffice(*parts.device).publish_log() : base::Status();
    for (const base::Status* each : {&papers, &renewed, &anchored}) {
        if (*each) continue;
        parts.tend_due_ms = now_ms + tend_after_trouble_ms;
        return *each;
    }
    return {};
}

base::Status OpenDevice::renew_approval() {
    Parts& parts = *m_parts;
    const ApprovalRenewal::Look seen = TRY(parts.renewal->look());
    audit::LeafDraft leaf;
    if (seen.happened == ApprovalRenewal::Happened::renewed) {
        leaf.event = audit::Event::approval_renewed;
        leaf.fields["clock"] = static_cast<std::int64_t>(seen.approval.clock_limit_ms);
        leaf.fields["resets"] = std::int64_t{seen.approval.reset_limit};
        leaf.fields["serial"] = static_cast<std::int64_t>(seen.approval.serial_budget);
        leaf.fields["epoch"] = static_cast<std::int64_t>(seen.approval.approval_epoch);
    } else if (seen.happened == ApprovalRenewal::Happened::epoch_advanced) {
        leaf.event = audit::Event::approval_epoch_advanced;
        leaf.fields["epoch"] = static_cast<std::int64_t>(seen.epoch);
    } else {
        return {};
    }
    vault::Transaction step = TRY(parts.vault->begin());
    TRY(parts.log->append(step, leaf));
    TRY(step.commit());
    return parts.log->catch_up();
}

base::Status OpenDevice::shut_down() {
    TRY(m_parts->tpm->shut_down());
    return m_parts->disk.remove(running_path);
}

}  // namespace device
