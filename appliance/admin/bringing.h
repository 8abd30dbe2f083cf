// SPDX-License-Identifier: Apache-2.0
// A key that somebody brings on a stick: from the file to the chip. What was opened is in
// memory only until it is in the chip, or until whoever brought it leaves.
#pragma once

#include "appliance/admin/screen.h"
#include "appliance/admin/typed_password.h"
#include "appliance/keys/brought_key.h"
#include "appliance/keys/release_files.h"
#include "appliance/ports/exchange_folder.h"

namespace admin {

class Bringing {
public:
    // Reads the file and what came with it; a signed description is checked at once.
    // Faults: those of ExchangeFolder::read and keys::check_bundle.
    base::Status choose(ports::ExchangeFolder& stick, const std::string& file, const app::Device& device);
    // With what was typed, or without a password while nothing was. Costs up to some seconds.
    // Faults: those of keys::open_brought, or of keys::open_travelling_key.
    base::Status open(const app::Device& device);
    // Faults: those of KeyLife::import and accept.
    base::Status take_in(keys::KeyLife& life, const staff::Actor& who, const std::string& key);

    // From another device's chip to this one's: no password, no file in the clear.
    bool is_travelling() const;
    const std::string& file() const { return m_name; }
    // Of all that another device signed for and that came together; empty: nobody waits for a word about it.
    std::vector<std::string> signed_files() const;
    // In keys' own alphabet; empty when the file's name gives none.
    std::string proposed_name() const;
    TypedPassword& password() { return m_password; }
    void set_trouble(std::optional<base::Fault> trouble) { m_trouble = trouble; }

    FilePasswordScreen password_screen() const;
    // What is about to be taken in as `key`; after open().
    BroughtScreen screen(const std::string& key) const;

private:
    std::string m_name;
    keys::BroughtFile m_file;
    std::optional<crypto::ExportManifest> m_manifest;
    TypedPassword m_password;
    std::optional<base::Fault> m_trouble;
    std::optional<crypto::KeyFile> m_opened;
    std::optional<keys::TravellingKey> m_travelling;
};

}  // namespace admin
