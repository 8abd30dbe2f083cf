// SPDX-License-Identifier: Apache-2.0
// The life of a key, step by step, for screens and commands alike. Every step is done by
// somebody who may (staff::Actor), is in the log, and can be interrupted: what a power
// cut left between the hardware, the book and the log is put right at the next open().
//
//   KeyLife life(device, keeper);
//   TRY(life.open());
//   TRY(life.create(officer, "seal-2027", ports::KeyAlgorithm::ecdsa_p384, std::nullopt));
#pragma once

#include "appliance/app/device.h"
#include "appliance/keys/key_view.h"
#include "appliance/staff/session.h"

namespace crypto {
struct KeyFile;
}

namespace keys {

class KeyLife {
public:
    // Both outlive this.
    KeyLife(const app::Device& device, ports::KeyKeeper& keeper) : m_device(device), m_keeper(keeper), m_book(device.disk) {}

    // Brings hardware, book and log together. Faults: vault_*, disk_*, tpm_*, configuration_invalid.
    base::Status open();

    // ---- Looking ------------------------------------------------------------------------
    // All of them: the birth key first, then by name.
    base::Result<std::vector<KeyView>> list();
    // Fault: key_missing.
    base::Result<KeyView> find(const std::string& name);

    // When the log says that this key (DER) was last destroyed here, under whatever name.
    base::Result<std::optional<std::int64_t>> destroyed_here(base::ByteView public_key);

    // ---- Making and taking in. Faults of all: role_refused, output_exists, usage_invalid,
    // key_algorithm_unsupported, and those of ports::KeyKeeper ------------------------------
    base::Result<KeyView> create(const staff::Actor& who, const std::string& name, ports::KeyAlgorithm algorithm,
                                 const std::optional<ports::Quorum>& quorum);
    // `chain`, leaf first, may be empty. Fault: key_file_mismatch.
    base::Result<KeyView> import(const staff::Actor& who, const std::string& name, const ports::PrivateKey& key,
                                 const std::vector<crypto::Certificate>& chain, const base::Digest& file_sha256);
    // Fault usage_invalid, too: the key, or the one that came in this very file, was destroyed here.
    base::Result<KeyView> accept(const staff::Actor& who, const std::string& name, const ports::Duplicate& duplicate,
                                 const std::vector<crypto::Certificate>& chain, const base::Digest& file_sha256);

    // ---- Certificates ---------------------------------------------------------------------
    // PKCS#10, DER. Uses the key once.
    base::Result<base::Bytes> request(const staff::Actor& who, const std::string& name);
    // `words`, signed by the key under its certificate (CMS, detached): it is here. Uses it once.
    base::Result<base::Bytes> prove(const staff::Actor& who, const std::string& name, const std::vector<crypto::Certificate>& chain,
                                    std::string_view words);
    // The platform knows this key's certificate, which came from elsewhere.
    base::Status note_registration(const staff::Actor& who, const KeyView& view);
    // For this key, fit for documents, under the platform's roots or `anchors`, valid now.
    // Faults: key_file_mismatch, certificate_*.
    base::Result<KeyView> install_certificate(const staff::Actor& who, const std::string& name,
                                              const std::vector<crypto::Certificate>& chain);
    // From the next start on. Faults: certificate_* (none, over, not yet), key_missing.
    base::Result<KeyView> activate(const staff::Actor& who, const std::string& name);

    // For ever. Faults: usage_invalid (it is the active one: activate another first).
    base::Status destroy(const staff::Actor& who, const std::string& name);

    // ---- For the rest of this folder --------------------------------------------------------
    const app::Device& device() const { return m_device; }
    ports::KeyKeeper& keeper() { return m_keeper; }
    // Faults: role_refused, recorded.
    base::Status check(const staff::Actor& who, staff::Duty duty);
    base::Status record(const audit::LeafDraft& leaf);
    // The newest entry of the log for which it is so.
    base::Result<std::optional<audit::Leaf>> newest(const std::function<bool(const audit::Leaf&)>& is_meant);
    // Writes down that this was refused to somebody who may ask for it, and gives `why` back.
    base::Failure refused(const staff::Actor& who, base::Failure why);
    // Does `work` with this key behind the open door, and puts the active one back.
    base::Status with_key(const std::string& name, const std::function<base::Status(ports::SigningKey&)>& work);

private:
    base::Result<base::Bytes> use_for(const staff::Actor& who, const std::string& name,
                                      const std::function<base::Result<base::Bytes>(ports::SigningKey&)>& make);
    base::Result<KeyView> view_of(ports::KeyFacts facts);
    base::Result<KeyView> arrived(const KeyRecord& record, const ports::KeyFacts& facts);
    // After an interruption the entry may be there already; otherwise nobody reads the log for it.
    enum class Logged { surely_not, perhaps };
    base::Status log_arrival(KeyRecord record, const ports::KeyFacts& facts, Logged logged);
    base::Status log_end(KeyRecord record, const ports::KeyFacts& facts, const std::string& person, Logged logged);
    base::Status log_certificate(KeyRecord record, const ports::KeyFacts& facts, Logged logged);
    base::Status log_activation(Activation activation, const KeyView& view, Logged logged);
    base::Status refuse_destroyed(const staff::Actor& who, base::ByteView public_key, const base::Digest& file_sha256);
    // The birth key first, under the name that people use for it.
    base::Result<std::vector<ports::KeyFacts>> all_keys();
    base::Result<KeyRecord> record_of(const std::string& name);
    base::Result<std::string> active();
    // What the log said last of this key under this name, of its coming and its end.
    base::Result<std::optional<audit::Event>> last_said(const ports::KeyFacts& facts);

    const app::Device& m_device;
    ports::KeyKeeper& m_keeper;
    KeyBook m_book;
};

// What the hardware calls a key: the empty name for the one from birth.
std::string hardware_name(const std::string& name);

// An entry about a key.
audit::LeafDraft leaf_about_key(audit::Event event, const ports::KeyFacts& facts);

}  // namespace keys
