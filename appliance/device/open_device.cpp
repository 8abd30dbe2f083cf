// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/open_device.h"

#include "appliance/crypto/message.h"
#include "appliance/device/active_key.h"
#include "appliance/device/approval_renewal.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/layout.h"
#include "appliance/host/document_program.h"
#include "appliance/host/page_renderer.h"
#include "appliance/host/posix_disk.h"
#include "appliance/host/second_opinion.h"
#include "appliance/host/state_lock.h"
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
    std::int64_t tend_due_ms = 0;  // boot clock
    bool was_in_order = true;
};

OpenDevice::OpenDevice(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
OpenDevice::~OpenDevice() = default;

base::Result<std::unique_ptr<OpenDevice>> OpenDevice::open(const DeviceSettings& settings, const base::Clock& system_clock) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(settings.state));
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
                                        .service_log = write_service_log});
    parts->letters = std::make_unique<exchange::LetterDesk>(
        crypto::CmsSigner{parts->files.tls_certificate, parts->files.tls_chain, parts->tpm->tls_key()}, parts->mailbox,
        parts->files.identity.trust, clock);
    parts->renewal = std::make_unique<ApprovalRenewal>(*parts->tpm, parts->disk, parts->mailbox, *parts->letters);
    return std::unique_ptr<OpenDevice>(new OpenDevice(std::move(parts)));
}

const app::Device& OpenDevice::parts() const { return *m_parts->device; }
ports::SigningKey& OpenDevice::tls_key() { return m_parts->tpm->tls_key(); }
exchange::LetterDesk& OpenDevice::letters() { return *m_parts->letters; }
ports::KeyKeeper& OpenDevice::keeper() { return m_parts->tpm->keeper(); }

base::Result<base::Bytes> OpenDevice::sign_detached(base::ByteView content) {
    return crypto::sign_detached(content, {m_parts->files.tls_certificate, m_parts->files.tls_chain, m_parts->tpm->tls_key()});
}

base::Result<base::Bytes> OpenDevice::sign_message(base::ByteView content) {
    return crypto::sign_message(content, {m_parts->files.tls_certificate, m_parts->files.tls_chain, m_parts->tpm->tls_key()});
}

bool OpenDevice::was_shut_down_in_order() const { return m_parts->was_in_order; }

base::Status OpenDevice::tend() {
    Parts& parts = *m_parts;
    const std::int64_t now_ms = parts.clock.boot_ms();
    if (now_ms < parts.tend_due_ms) return {};
    parts.tend_due_ms = now_ms + tend_every_ms;
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
